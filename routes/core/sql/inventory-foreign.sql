-- Profiles on this eUICC that are another tenant's.
select i.iccid from inventory i join fact f on f.subject = i.iccid and f.eid = :#${variable.eid} and f.name = 'state'
where i.tenant <> :#${variable.tenant}

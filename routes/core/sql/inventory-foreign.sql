-- Profiles shown on this eUICC that are another tenant's.
select iccid from inventory
where iccid = any(cast(:#${variable.shownIccids} as varchar[])) and tenant <> :#${variable.tenant}

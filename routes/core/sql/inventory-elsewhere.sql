-- Profiles shown on this eUICC that the inventory has on another: what is said of them is not believed.
select iccid from inventory
where iccid = any(cast(:#${variable.shownIccids} as varchar[])) and eid <> :#${variable.eid}

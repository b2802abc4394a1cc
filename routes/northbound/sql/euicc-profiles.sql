-- The profiles tied to the eUICC in the inventory: listed even when nothing is known of them yet.
select iccid, profile_type from inventory
where eid = :#${variable.eid} and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
order by iccid

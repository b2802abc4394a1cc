-- name: assign
-- A profile that was brought onto a card: the tenant's from now on, if it is nobody's. In: downloadedIccid, tenant, eid,
-- profileType, peer. Out: whether it is another tenant's.
insert into inventory (iccid, tenant, eid, profile_type, peer)
values (:#${variable.downloadedIccid}, :#${variable.tenant}, cast(:#${variable.eid} as varchar),
        cast(:#${variable.profileType} as varchar), :#${variable.peer})
on conflict (iccid) do update set tenant = inventory.tenant
returning tenant <> :#${variable.tenant} as foreign_download

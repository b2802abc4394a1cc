-- name: assign
-- A profile that was brought onto a card: the tenant's from now on, if it is nobody's, and the operation's. Where the
-- inventory ties it to another card of the tenant's, it is tied to this one; else to none, as it may be deleted and
-- brought elsewhere. In: downloadedIccid, operationId, tenant, eid, profileType, peer. Out: whether it is another
-- tenant's; then nothing is written.
with kept as (
  insert into inventory (iccid, tenant, profile_type, peer)
  values (:#${variable.downloadedIccid}, :#${variable.tenant}, cast(:#${variable.profileType} as varchar),
          :#${variable.peer})
  on conflict (iccid) do update set eid = case when inventory.tenant = excluded.tenant and inventory.eid is not null
                                               then cast(:#${variable.eid} as varchar) else inventory.eid end
  returning tenant
), named as (
  update operation set iccid = :#${variable.downloadedIccid}
  where id = :#${variable.operationId} and iccid is null
    and exists (select from kept where tenant = :#${variable.tenant})
)
select tenant <> :#${variable.tenant} as foreign_download from kept

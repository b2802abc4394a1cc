-- name: check
-- Whether the caller may load these profiles at this peer. In: iccids, scope (null: an operator, whose are all that the
-- inventory has), peer, profileType. Out: a row for each ICCID, in their order: known; elsewhere and other_type, by
-- the inventory; blocked_by (the kind of the entry; null: none), blocked_for and blocked_until.
select i.iccid is not null as known,
       coalesce(i.peer <> cast(:#${variable.peer} as varchar), false) as elsewhere,
       coalesce(i.profile_type <> cast(:#${variable.profileType} as varchar), false) as other_type,
       b.kind as blocked_by, b.reason as blocked_for, b.expires_at as blocked_until
from unnest(cast(:#${variable.iccids} as varchar[])) with ordinality as given (iccid, place)
left join inventory i on i.iccid = given.iccid
  and (cast(:#${variable.scope} as varchar) is null or i.tenant = :#${variable.scope})
left join lateral rsp_blocked(i.tenant, cast(null as varchar), i.iccid) b on i.iccid is not null
order by given.place

-- name: record
-- Where profiles are that a peer has taken the data of, and of which type, unless the inventory says so already.
-- In: iccids, peer, profileType.
update inventory
set peer = coalesce(inventory.peer, cast(:#${variable.peer} as varchar)),
    profile_type = coalesce(inventory.profile_type, cast(:#${variable.profileType} as varchar))
from (select iccid from inventory
      where iccid = any(cast(:#${variable.iccids} as varchar[])) and (peer is null or profile_type is null)
      order by iccid for update) taken
where inventory.iccid = taken.iccid

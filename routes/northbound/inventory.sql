-- name: euiccs
-- EIDs of some lines of a file, each once, as one statement must not change a row twice.
-- In: EIDs and their tenants, as arrays; whether the operator loads, who moves what is another's.
-- Out: the EIDs that are their tenants'.
with given as (
  select * from unnest(cast(? as varchar[]), cast(? as varchar[])) as g (eid, tenant)
), asked as (
  select cast(? as boolean) as operator
), added as (
  insert into euicc (eid, tenant) select eid, tenant from given order by eid
  on conflict do nothing
  returning eid
), held as (
  select e.eid, g.tenant
  from given g join euicc e on e.eid = g.eid, asked
  where e.tenant <> g.tenant and operator
  order by e.eid for update of e
), moved as (
  update euicc e set tenant = held.tenant
  from held where e.eid = held.eid
  returning e.eid
)
select eid from added
union all
select eid from moved
union all
select e.eid from given g join euicc e on e.eid = g.eid and e.tenant = g.tenant

-- name: profiles
-- ICCIDs as some lines of a file have them, each once. In: as arrays, ICCIDs, their tenants, EIDs, profile types,
-- SM-DP+ and whether the SM-DP+ stays, references of MSISDN and IMSI, and the state in the pool; whether the operator
-- loads, who moves what is another's; whether the file has columns for EID, profile type, these references and the
-- state, which stay else.
-- A profile that an order has taken, got or suspended stays so, whatever the file says: its state, and while it is
-- reserved its EID and type. One that its SM-DP+ has ordered (rsp_ordered) becomes assigned instead of available.
-- If it moves to another tenant, its references stay behind, and one that an order has reserved or suspended comes
-- there suspended.
-- Out: the ICCIDs that are their tenants'.
with given as (
  select * from unnest(cast(? as varchar[]), cast(? as varchar[]), cast(? as varchar[]), cast(? as varchar[]),
                       cast(? as varchar[]), cast(? as boolean[]), cast(? as varchar[]), cast(? as varchar[]),
                       cast(? as varchar[]))
         as g (iccid, tenant, eid, profile_type, peer, keeps_peer, msisdn, imsi, stock)
), asked as (
  select cast(? as boolean) as operator, cast(? as boolean) as says_eid, cast(? as boolean) as says_type,
         cast(? as boolean) as says_msisdn, cast(? as boolean) as says_imsi, cast(? as boolean) as says_stock
), added as (
  insert into inventory (iccid, tenant, eid, profile_type, peer, msisdn_reference, imsi_reference, stock_state)
  select iccid, tenant, eid, profile_type, peer, msisdn, imsi,
         case when stock = 'available' and rsp_ordered(iccid) is not null then 'assigned' else stock end
  from given order by iccid
  on conflict do nothing
  returning iccid
), known as (
  select i.iccid,
         i.tenant <> g.tenant
         or says_eid and i.eid is distinct from g.eid
         or says_type and i.profile_type is distinct from g.profile_type
         or not g.keeps_peer and i.peer is distinct from g.peer
         or says_msisdn and i.msisdn_reference is distinct from g.msisdn
         or says_imsi and i.imsi_reference is distinct from g.imsi
         or says_stock and i.stock_state is distinct from g.stock as differs
  from given g join inventory i on i.iccid = g.iccid, asked
  where i.tenant = g.tenant or operator
), held as (
  select i.* from known k join inventory i on i.iccid = k.iccid
  where differs
  order by i.iccid for update of i
), judged as (
  select h.iccid, g.tenant, h.tenant = g.tenant as stays,
         case when says_eid and not kept then g.eid else h.eid end as eid,
         case when says_type and not kept then g.profile_type else h.profile_type end as profile_type,
         case when g.keeps_peer then h.peer else g.peer end as peer,
         case when says_msisdn then g.msisdn when h.tenant = g.tenant then h.msisdn_reference end as msisdn,
         case when says_imsi then g.imsi when h.tenant = g.tenant then h.imsi_reference end as imsi,
         case when h.tenant = g.tenant and (not says_stock or h.stock_state in ('reserved', 'assigned') or by_order)
              then h.stock_state
              when h.stock_state = 'reserved' or by_order then 'suspended'
              when says_stock and g.stock = 'available'
                   and (h.stock_state = 'assigned' or rsp_ordered(h.iccid) is not null) then 'assigned'
              when says_stock then g.stock end as stock,
         h.stock_state as was, by_order
  from held h join given g on g.iccid = h.iccid cross join asked cross join lateral (
    select h.tenant = g.tenant and coalesce(h.stock_state = 'reserved', false) as kept,
           coalesce(h.stock_state = 'suspended' and h.stock_reason ~ '^(operation|an order) ', false) as by_order) o
), changed as (
  update inventory i
  set tenant = j.tenant, eid = j.eid, profile_type = j.profile_type, peer = j.peer,
      msisdn_reference = j.msisdn, imsi_reference = j.imsi, stock_state = j.stock,
      stock_reason = case when stays and j.stock = was then i.stock_reason
                          when not stays and (was = 'reserved' or by_order)
                          then 'an order held it when it came to its tenant' end,
      reserved_by = case when stays then i.reserved_by end,
      taken_at = case when stays and j.stock is not distinct from was then i.taken_at end
  from judged j
  where i.iccid = j.iccid
)
select iccid from added
union all
select iccid from known

-- name: untyped
-- Profiles that their line would leave in the pool without a type, by which profiles are taken.
-- In: as arrays, ICCIDs, their tenants, profile types and states in the pool; whether the file has columns for type
-- and state. Out: ICCIDs.
with given as (
  select * from unnest(cast(? as varchar[]), cast(? as varchar[]), cast(? as varchar[]), cast(? as varchar[]))
         as g (iccid, tenant, profile_type, stock)
), asked as (
  select cast(? as boolean) as says_type, cast(? as boolean) as says_stock
), held as (
  select i.* from given g join inventory i on i.iccid = g.iccid order by i.iccid for update of i
)
select g.iccid from asked cross join given g left join held h on h.iccid = g.iccid
where case when says_type and (h.stock_state is distinct from 'reserved' or h.tenant <> g.tenant)
           then g.profile_type else h.profile_type end is null
  and case when h.stock_state in ('reserved', 'assigned')
                or h.stock_state = 'suspended' and h.stock_reason ~ '^(operation|an order) ' or not says_stock
           then h.stock_state else g.stock end is not null

-- name: paired
-- Profiles that may not get the reference which their line says: another of the tenant's has it, or, in these lines,
-- one of a lower ICCID gets it. One that gives its reference to another must do so in a load before.
-- In: as arrays, ICCIDs, their tenants, references of MSISDN and of IMSI. Out: ICCIDs.
with given as (
  select * from unnest(cast(? as varchar[]), cast(? as varchar[]), cast(? as varchar[]), cast(? as varchar[]))
         as g (iccid, tenant, msisdn, imsi)
)
select g.iccid from given g
where exists (select from inventory i where i.tenant = g.tenant and i.msisdn_reference = g.msisdn and i.iccid <> g.iccid)
   or exists (select from inventory i where i.tenant = g.tenant and i.imsi_reference = g.imsi and i.iccid <> g.iccid)
   or exists (select from given o where o.tenant = g.tenant and o.msisdn = g.msisdn and o.iccid < g.iccid)
   or exists (select from given o where o.tenant = g.tenant and o.imsi = g.imsi and o.iccid < g.iccid)

-- name: managers
-- The SM-SR that manages each eUICC: the operator's word counts until a change that comes after it
-- (core/smsr-change). Its orders follow once the load is committed (follow).
-- In: EIDs and SM-SRs, as arrays.
with held as (
  select e.eid, g.smsr
  from unnest(cast(? as varchar[]), cast(? as varchar[])) as g (eid, smsr) join euicc e on e.eid = g.eid
  where e.peer is distinct from g.smsr
  order by e.eid for update of e
)
update euicc e set former_peer = e.peer, peer = held.smsr, peer_at = current_timestamp
from held where e.eid = held.eid

-- name: behind
-- After a load: eUICCs with an order that has not ended and starts from another SM-SR than they are at. One that is
-- sent counts, too, as others may be recorded behind it that are not seen yet (follow waits for them at the key).
-- In: EIDs of lines that name an SM-SR, as an array; whose they must be (null: anybody's). Out: EIDs.
select e.eid from euicc e
where e.eid = any(cast(? as varchar[])) and e.tenant = coalesce(cast(? as varchar), e.tenant)
  and exists (select from operation o
              where o.order_key = e.eid and o.interface = 'es4'
                and o.state in ('ACCEPTED', 'SENDING', 'WAITING', 'IN_DOUBT')
                and coalesce(o.current_peer, o.peer) <> e.peer)
order by e.eid

-- name: hold
-- The order key of an eUICC (core/order-key.lock), before follow, which so sees what was recorded meanwhile. The row
-- changes, so that a claim which saw it before begins anew (core/dispatch.claim).
-- In: EID.
insert into order_key (order_key, sequence) values (?, 0)
on conflict (order_key) do update set sequence = order_key.sequence

-- name: follow
-- The orders of an eUICC go where it is, as core/smsr-change.move takes them. Found by how things are, so that a load
-- that is repeated finishes what was cut off: those recorded before the eUICC came there, or for the SM-SR that it left
-- (while the load ran, nobody saw otherwise). One that named a third SM-SR since stays there.
-- In: EID; the SM-SRs that lines name, as an array (euicc.peer may be one that is none of ours).
update operation o
set peer = case when o.function = 'prepareSMSRChange' then o.peer else e.peer end,
    current_peer = case when o.current_peer is not null then e.peer end
from euicc e
where e.eid = ? and e.peer = any(cast(? as varchar[])) and o.order_key = e.eid and o.interface = 'es4'
  and coalesce(o.current_peer, o.peer) <> e.peer
  and (o.created_at <= e.peer_at or coalesce(o.current_peer, o.peer) = e.former_peer)
  and (o.state = 'ACCEPTED' and o.target_peer is distinct from e.peer
       or o.state = 'IN_DOUBT' and o.function not in ('prepareSMSRChange', 'smsrChange'))

-- name: list
-- A page of profiles, by ICCID. In: scope (null: every tenant's); ofTenant, profileType, stockState (none: not pooled),
-- eid, iccid, msisdnReference, imsiReference, peer (each null: any), limit, cursor (the last ICCID of the page before; null or empty:
-- the first page). Out: rows.
select iccid as row_key, iccid, tenant, eid, profile_type, peer, stock_state, stock_reason as reason,
       reserved_by as operation_id, taken_at, msisdn_reference, imsi_reference
from inventory
where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (cast(:#${variable.ofTenant} as varchar) is null or tenant = :#${variable.ofTenant})
  and (cast(:#${variable.profileType} as varchar) is null or profile_type = :#${variable.profileType})
  and (cast(:#${variable.stockState} as varchar) is null or stock_state = :#${variable.stockState}
       or stock_state is null and :#${variable.stockState} = 'none')
  and (cast(:#${variable.eid} as varchar) is null or eid = :#${variable.eid})
  and (cast(:#${variable.iccid} as varchar) is null or iccid = :#${variable.iccid})
  and (cast(:#${variable.msisdnReference} as varchar) is null or msisdn_reference = :#${variable.msisdnReference})
  and (cast(:#${variable.imsiReference} as varchar) is null or imsi_reference = :#${variable.imsiReference})
  and (cast(:#${variable.peer} as varchar) is null or peer = :#${variable.peer})
  and iccid > coalesce(cast(:#${variable.cursor} as varchar), '')
order by iccid limit cast(:#${variable.limit} as integer)

-- name: counts
-- In: scope (null: every tenant's); ofTenant, profileType (null: any). Out: a row for each tenant and type: total, and
-- how many are of each state; used_last_weeks, how many orders took in rsp.stock.weeks; days_left, for how long what is
-- available lasts at that use (core/stock.look says how); null: nothing was used.
with counted as (
  select tenant, profile_type, count(*) as total,
         count(*) filter (where stock_state is null) as not_pooled,
         count(*) filter (where stock_state = 'available') as available,
         count(*) filter (where stock_state = 'reserved') as reserved,
         count(*) filter (where stock_state = 'assigned') as assigned,
         count(*) filter (where stock_state = 'suspended') as suspended,
         count(*) filter (where taken_at > since) as used_last_weeks,
         min(taken_at) filter (where taken_at > since) as first
  from inventory,
       (select current_timestamp - cast(:#${properties:rsp.stock.weeks} as integer) * interval '7' day as since) weeks
  where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
    and (cast(:#${variable.ofTenant} as varchar) is null or tenant = :#${variable.ofTenant})
    and (cast(:#${variable.profileType} as varchar) is null or profile_type = :#${variable.profileType})
  group by tenant, profile_type
)
select tenant, profile_type, total, not_pooled, available, reserved, assigned, suspended, used_last_weeks,
       floor(available * greatest(7, extract(epoch from current_timestamp - first) / 86400)
             / nullif(used_last_weeks, 0)) as days_left
from counted order by tenant, profile_type

-- name: find
-- What the inventory has of a profile, if the caller may see it. In: iccid, scope (null: any tenant's).
select iccid, tenant, eid, profile_type, peer, stock_state, stock_reason as reason, reserved_by as operation_id,
       taken_at, msisdn_reference, imsi_reference
from inventory
where iccid = :#${variable.iccid} and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})

-- name: change
-- Changes a profile. In: iccid, scope (null: any tenant's); inventoryChange, JSON: stockState (available, suspended or
-- null), reason, msisdnReference, imsiReference, profileType, eid, as far as they change; null removes.
-- Out: fault, a code, with which nothing has changed: inventory-in-use, where an order that has not ended needs it as
-- it is; assigned, where one that succeeded has it, or ordered, with known_state, where its SM-DP+ has, and it is not
-- to be available; reference-taken, with taken_by, the tenant's profile that has it; eid-refused; type-needed,
-- reason-needless.
-- No row: no such profile of the caller's.
with held as (
  select i.iccid, i.tenant, i.stock_state, i.profile_type, i.eid,
         jsonb_build_object('stockState', i.stock_state, 'reason', i.stock_reason, 'profileType', i.profile_type,
                            'eid', i.eid, 'msisdnReference', i.msisdn_reference, 'imsiReference', i.imsi_reference)
           || cast(:#${variable.inventoryChange} as jsonb) as wanted,
         cast(:#${variable.inventoryChange} as jsonb) ->> 'reason' as reason
  from inventory i
  where i.iccid = :#${variable.iccid}
    and (cast(:#${variable.scope} as varchar) is null or i.tenant = :#${variable.scope})
  for update of i
), asked as (
  select iccid, tenant, stock_state as was, reason,
         (stock_state, profile_type, eid) is distinct from
           (wanted ->> 'stockState', wanted ->> 'profileType', wanted ->> 'eid') as moves,
         eid is distinct from wanted ->> 'eid' as other_eid,
         wanted ->> 'stockState' as stock_state, wanted ->> 'reason' as stock_reason,
         wanted ->> 'profileType' as profile_type, wanted ->> 'eid' as eid,
         wanted ->> 'msisdnReference' as msisdn_reference, wanted ->> 'imsiReference' as imsi_reference
  from held
), taken as (
  select i.iccid from inventory i, asked
  where i.tenant = asked.tenant and i.iccid <> asked.iccid
    and (i.msisdn_reference = asked.msisdn_reference or i.imsi_reference = asked.imsi_reference)
  order by i.iccid limit 1
), judged as (
  select asked.*, (select taken.iccid from taken) as taken_by, known_state,
         case when moves and (was = 'reserved'
                              or exists (select from operation o
                                         where o.iccid = asked.iccid
                                           and o.state in ('ACCEPTED', 'SENDING', 'WAITING', 'IN_DOUBT')))
              then 'inventory-in-use'
              when stock_state = 'available' and was = 'assigned' then 'assigned'
              when known_state is not null then 'ordered'
              when other_eid and eid is not null
                   and not exists (select from euicc e where e.eid = asked.eid and e.tenant = asked.tenant)
              then 'eid-refused'
              when stock_state is not null and profile_type is null then 'type-needed'
              when reason is not null and stock_state is distinct from 'suspended' then 'reason-needless'
              when exists (select from taken) then 'reference-taken' end as fault
  from asked cross join lateral (
    select case when stock_state = 'available' and was is distinct from 'available' then rsp_ordered(asked.iccid) end
             as known_state) o
), changed as (
  update inventory i
  set stock_state = j.stock_state, profile_type = j.profile_type, eid = j.eid,
      stock_reason = case when j.stock_state = 'suspended' then j.stock_reason end,
      taken_at = case when j.stock_state is distinct from j.was then null else i.taken_at end,
      msisdn_reference = j.msisdn_reference, imsi_reference = j.imsi_reference
  from judged j where i.iccid = j.iccid and j.fault is null
)
select fault, taken_by, known_state from judged

-- name: remove
-- Takes a profile out, with what its SM-DP+ told of it. In: iccid, scope (null: any tenant's). Out: fault, if an order
-- about it has not ended (inventory-in-use); taken_by, null. No row: no such profile of the caller's.
with held as (
  select i.iccid,
         case when i.stock_state = 'reserved'
                   or exists (select from operation o
                              where o.iccid = i.iccid
                                and o.state in ('ACCEPTED', 'SENDING', 'WAITING', 'IN_DOUBT'))
              then 'inventory-in-use' end as fault
  from inventory i
  where i.iccid = :#${variable.iccid}
    and (cast(:#${variable.scope} as varchar) is null or i.tenant = :#${variable.scope})
  for update of i
), gone as (
  delete from inventory i using held where i.iccid = held.iccid and held.fault is null
  returning i.iccid
), forgotten as (
  delete from profile p using gone where p.iccid = gone.iccid
)
select fault, cast(null as varchar) as taken_by from held

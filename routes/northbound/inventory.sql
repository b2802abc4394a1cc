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
-- loads, who moves what is another's; whether the file says these references and the state, which stay else.
-- A profile that an order holds, or has got, stays so, whatever the file says, until it moves to another tenant: its
-- references and its state stay behind, and one that an order holds is set aside.
-- Out: the ICCIDs that are their tenants'.
with given as (
  select * from unnest(cast(? as varchar[]), cast(? as varchar[]), cast(? as varchar[]), cast(? as varchar[]),
                       cast(? as varchar[]), cast(? as boolean[]), cast(? as varchar[]), cast(? as varchar[]),
                       cast(? as varchar[]))
         as g (iccid, tenant, eid, profile_type, peer, keeps_peer, msisdn, imsi, stock)
), asked as (
  select cast(? as boolean) as operator, cast(? as boolean) as says_msisdn, cast(? as boolean) as says_imsi,
         cast(? as boolean) as says_stock
), added as (
  insert into inventory (iccid, tenant, eid, profile_type, peer, msisdn_reference, imsi_reference, stock_state)
  select iccid, tenant, eid, profile_type, peer, msisdn, imsi, stock from given order by iccid
  on conflict do nothing
  returning iccid
), known as (
  select i.iccid, i.peer as known_peer, g.tenant, g.eid, g.profile_type, g.msisdn, g.imsi, g.stock,
         says_msisdn, says_imsi, says_stock,
         case when g.keeps_peer then i.peer else g.peer end as peer,
         (i.tenant, i.eid, i.profile_type) is distinct from (g.tenant, g.eid, g.profile_type)
         or says_msisdn and i.msisdn_reference is distinct from g.msisdn
         or says_imsi and i.imsi_reference is distinct from g.imsi
         or says_stock and i.stock_state is distinct from g.stock as differs
  from given g join inventory i on i.iccid = g.iccid, asked
  where i.tenant = g.tenant or operator
), held as (
  select i.iccid from known k join inventory i on i.iccid = k.iccid
  where differs or k.peer is distinct from known_peer
  order by i.iccid for update of i
), changed as (
  update inventory i
  set tenant = k.tenant, eid = k.eid, profile_type = k.profile_type, peer = k.peer,
      msisdn_reference = case when says_msisdn then k.msisdn when i.tenant = k.tenant then i.msisdn_reference end,
      imsi_reference = case when says_imsi then k.imsi when i.tenant = k.tenant then i.imsi_reference end,
      stock_state = case when i.tenant = k.tenant and (not says_stock or i.stock_state in ('reserved', 'assigned'))
                         then i.stock_state
                         when i.stock_state = 'reserved' then 'suspended'
                         when says_stock then k.stock end,
      stock_reason = case when i.tenant = k.tenant and (not says_stock or i.stock_state = k.stock) then i.stock_reason
                          when i.tenant <> k.tenant and i.stock_state = 'reserved'
                          then 'an order held it when it came to its tenant' end,
      reserved_by = case when i.tenant = k.tenant then i.reserved_by end,
      taken_at = case when i.tenant = k.tenant then i.taken_at end
  from held join known k on k.iccid = held.iccid
  where i.iccid = held.iccid
)
select iccid from added
union all
select iccid from known

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

-- name: waiting
-- The orders that go to another SM-SR with their eUICC, if the lines are loaded (managers): those that wait, and those
-- in doubt. First of some lines, as nothing of an eUICC is taken before its order key (docs/architecture.md, order of
-- locks); an eUICC without such orders keeps its key.
-- In: EIDs and the SM-SRs that lines name for them, as arrays. Out: id of each order.
with moving as (
  select g.eid from unnest(cast(? as varchar[]), cast(? as varchar[])) as g (eid, smsr) left join euicc e on e.eid = g.eid
  where e.peer is distinct from g.smsr
    and exists (select from operation o where o.order_key = g.eid and o.state in ('ACCEPTED', 'IN_DOUBT'))
), keyed as (
  select order_key from order_key where order_key in (select eid from moving)
  order by length(order_key) desc, order_key for update
)
select o.id from operation o join keyed on keyed.order_key = o.order_key
where o.state in ('ACCEPTED', 'IN_DOUBT') order by o.id for update of o

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
-- ICCIDs as some lines of a file have them, each once. In: as arrays, ICCIDs, their tenants, EIDs, profile types, SM-DP+
-- and whether the SM-DP+ stays; whether the operator loads, who moves what is another's.
-- Out: the ICCIDs that are their tenants'.
with given as (
  select * from unnest(cast(? as varchar[]), cast(? as varchar[]), cast(? as varchar[]), cast(? as varchar[]),
                       cast(? as varchar[]), cast(? as boolean[])) as g (iccid, tenant, eid, profile_type, peer, keeps_peer)
), asked as (
  select cast(? as boolean) as operator
), added as (
  insert into inventory (iccid, tenant, eid, profile_type, peer)
  select iccid, tenant, eid, profile_type, peer from given order by iccid
  on conflict do nothing
  returning iccid
), known as (
  select i.iccid, i.peer as known_peer, g.tenant, g.eid, g.profile_type,
         case when g.keeps_peer then i.peer else g.peer end as peer,
         (i.tenant, i.eid, i.profile_type) is distinct from (g.tenant, g.eid, g.profile_type) as differs
  from given g join inventory i on i.iccid = g.iccid, asked
  where i.tenant = g.tenant or operator
), held as (
  select i.iccid from known k join inventory i on i.iccid = k.iccid
  where differs or k.peer is distinct from known_peer
  order by i.iccid for update of i
), changed as (
  update inventory i set tenant = k.tenant, eid = k.eid, profile_type = k.profile_type, peer = k.peer
  from held join known k on k.iccid = held.iccid
  where i.iccid = held.iccid
)
select iccid from added
union all
select iccid from known

-- name: managers
-- The SM-SR that manages each eUICC: the operator's word counts until a change that comes after it
-- (core/smsr-change). Its orders go there, as core/smsr-change.move takes them.
-- In: EIDs and SM-SRs, as arrays; the orders of waiting, as an array.
with held as (
  select e.eid, g.smsr
  from unnest(cast(? as varchar[]), cast(? as varchar[])) as g (eid, smsr) join euicc e on e.eid = g.eid
  where e.peer is distinct from g.smsr
  order by e.eid for update of e
), followed as (
  update operation o
  set peer = case when o.function = 'prepareSMSRChange' then o.peer else held.smsr end,
      current_peer = case when o.current_peer is not null then held.smsr end
  from held
  where o.id = any(cast(? as varchar[])) and o.order_key = held.eid
    and (o.state = 'ACCEPTED' and o.target_peer is distinct from held.smsr
         or o.state = 'IN_DOUBT' and o.function not in ('prepareSMSRChange', 'smsrChange'))
)
update euicc e set former_peer = e.peer, peer = held.smsr, peer_at = current_timestamp
from held where e.eid = held.eid

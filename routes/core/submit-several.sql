-- name: record
-- Many orders of one tenant, from a bulk job, ACCEPTED, each with the first row of its timeline and its first
-- event, as core/submit.record does it for one: in one statement and one commit, as most of what an order costs
-- here is the round trip and the wait for the disk.
-- A line of the job is one operation, whatever was submitted before: one that is there is left as it is.
-- Left out, for core/submit.record to decide, is an order
--   that says so (alone);
--   whose EID or ICCID is not the tenant's, or has another peer or type than its look-up found, unless a team's
--   own look-up has said that it is the tenant's (owned_before);
--   that what is known of its card could refuse (precheck_within, s; the table of the rules is there);
--   that an entry of the block list is about (rsp_blocked);
--   that would take a pooled profile;
--   that comes after one of these under its order key, so that they are sent in the order of the file.
-- In: orders, a JSON array; tenant, parentId; dueIn (s), when sweepers look for what no dispatcher has taken by
-- its nudge. Out: a row for each line that is recorded: parent_line; fresh, whether this statement did it.
with given as (
  select * from json_to_recordset(cast(:#${variable.orders} as json)) as g (
    parent_line bigint, alone boolean, operation_id varchar, function varchar, interface varchar, step varchar,
    peer varchar, eid varchar, iccid varchar, profile_type varchar, order_key varchar, client_reference varchar,
    template varchar, next_steps varchar, parameters varchar, secrets varchar, validity integer,
    owned_before boolean, profile_peer varchar, euicc_peer varchar, owned_type varchar, precheck_within integer,
    event_id varchar, event_type varchar, event_data varchar)
), owned as (
  select parent_line from given where owned_before
  union all
  select c.parent_line
  from given c
  left join euicc e on e.eid = c.eid and e.tenant = :#${variable.tenant}
  left join inventory i on i.iccid = c.iccid and i.tenant = :#${variable.tenant}
  where (c.eid is null or e.eid is not null)
    and (c.iccid is null or i.iccid is not null
         or cast(:#${variable.bootstrapTenants} as varchar[]) is not null
            and rsp_is_bootstrap(c.iccid, c.eid, cast(:#${variable.bootstrapTenants} as varchar[])))
    and (c.eid is null or c.iccid is null or i.eid is null or i.eid = c.eid)
    and c.owned_before is null
    and e.peer is not distinct from c.euicc_peer and i.peer is not distinct from c.profile_peer
    and i.profile_type is not distinct from c.owned_type
), clear as (
  select given.* from given join owned using (parent_line)
  where not alone
    and not (interface in ('es4', 'es2') and precheck_within > 0
             and exists (select from fact
                         where fact.eid = given.eid and fact.tenant = :#${variable.tenant}
                           and fact.name in ('state', 'fallback', 'policyRules')
                           and observed_at > current_timestamp - precheck_within * interval '1' second))
    and not exists (select from rsp_blocked(cast(:#${variable.tenant} as varchar), eid, iccid) b
                    where b.id is not null)
    and not (function in ('downloadOrder', 'orderProfile', 'downloadProfile')
             and case when iccid is null
                      then exists (select from inventory i
                                   where i.tenant = :#${variable.tenant} and i.profile_type = given.profile_type
                                     and i.stock_state is not null)
                      else exists (select from inventory i
                                   where i.iccid = given.iccid and i.stock_state is not null) end)
), waits as (
  select order_key, min(parent_line) as parent_line from given
  where parent_line not in (select parent_line from clear)
  group by order_key
), decided as (
  select clear.* from clear left join waits using (order_key)
  where waits.parent_line is null or clear.parent_line < waits.parent_line
), recorded as (
  insert into operation (id, tenant, function, interface, peer, eid, iccid, profile_type, order_key,
                         client_reference, template, next_steps, parameters, secrets, state, attempts, step, validity,
                         created_at, deadline, next_at, parent_id, parent_line)
  select operation_id, :#${variable.tenant}, function, interface, peer, eid, iccid, profile_type, order_key,
         client_reference, template, next_steps, parameters, secrets, 'ACCEPTED', 0, step, validity, current_timestamp,
         current_timestamp + coalesce(validity, 0) * interval '1' second,
         current_timestamp + cast(:#${variable.dueIn} as numeric(12,3)) * interval '1' second,
         :#${variable.parentId}, parent_line
  from decided order by parent_line
  on conflict (parent_id, parent_line) where parent_id is not null do nothing
  returning id
), fresh as (
  select decided.* from decided join recorded on recorded.id = decided.operation_id
), counted as (
  -- In the order of locks (docs/architecture.md): the longest key first.
  insert into order_key (order_key, sequence)
  select order_key, count(*) from fresh group by order_key order by length(order_key) desc, order_key
  on conflict (order_key) do update set sequence = order_key.sequence + excluded.sequence
  returning order_key, sequence
), noted as (
  insert into timeline (operation_id, tenant, at, state)
  select operation_id, :#${variable.tenant}, current_timestamp, 'ACCEPTED' from fresh order by parent_line
), published as (
  insert into event (id, tenant, subject, sequence, type, operation_id, data, at)
  select event_id, :#${variable.tenant}, order_key,
         counted.sequence - count(*) over (partition by order_key)
           + row_number() over (partition by order_key order by parent_line),
         event_type, operation_id, event_data, current_timestamp
  from fresh join counted using (order_key) order by parent_line
)
select parent_line, operation_id in (select operation_id from fresh) as fresh from decided order by parent_line

-- name: record
-- A new operation, ACCEPTED or REFUSED, with its idempotency key, the first row of its timeline and its first
-- event; nothing of it when the key was used before. One statement, so that an answer 2xx is never ahead of the
-- commit.
-- In: the command, currentPeer (of an SM-SR change), to, orderKey, operationId, requestHash, idempotencyKey
-- (null: none), eventId, eventType, eventData; owned.
-- If owned is null, this statement checks ownership itself, as core/ownership does (bootstrapTenants: as there). It
-- then records the order only if EID and ICCID are the tenant's, their peer is one of agreeingPeers (null: any) and
-- the profile's type one of orderableTypes (null: any); with typeDecides the profile must have no known type, because
-- a type could lead to another peer. The peer chosen without a look-up is then the right one.
-- Nor does it record an order that breaks a rule of the card: `rule` is the table of them. What counts is what a
-- result, a notification or an audit told of the tenant's own profiles at most precheckWithin (s; 0: nothing)
-- ago, and only while no order under the key may be changing it. That a profile is not on the card counts for
-- nothing if only the SM-SR's answer to an order said so (it may have been downloaded since, of which nobody tells
-- us, and the SM-SR can say it again without the card), or once a later result, notification or the SM-DP+ shows
-- it there.
-- Nor, while blockable, an order that an entry of the block list stops (rsp_blocked in db/migration); that is told
-- before a rule of the card, and both only of what is the tenant's.
-- An order by type of a tenant that pools profiles of that type takes one of them that is available and free
-- (rsp_free in db/migration). It becomes reserved, and the order's iccid and, over ES2+, its order key. If there is
-- none, the order breaks the rule stock-empty. An order that names a pooled profile reserves it, or, if another order
-- has it, breaks the rule profile-reserved.
-- earlyRefusals, customerReplyTo: where a customer of the gateway wants its result (reply_to); a refusal that
-- it has been told in the response goes nowhere.
-- checks: of a refusal, what each check found. findOnly (null: no): nothing is recorded, and all is told that would
-- stop the order.
-- Out: operation_id and request_hash that the key stands for (without a key, the new ones); recorded; if not,
-- what was found: owned, peer, profile_type, euicc_peer; or rule, the code of the rule that the order breaks,
-- with known_by and known_at, or blocked with blocked_by (the kind of the entry), blocked_for (its reason) and
-- blocked_until (null: for good). With a rule, or findOnly, findings, in JSON: blocked, the entry of the block
-- list; broken, all broken rules of the card, by rank; known, whether anything counts that is known of it; ahead, how
-- many orders of the tenant's it would wait for; stock, the broken rule of the pool, or available.
-- busy (findOnly): whether submit.busy would find one.
-- pooled_iccid and pooled_key: the profile that the order took by its type, and its order key then.
-- A concurrent twin of the key waits for the first to commit. next_at makes an accepted operation due at
-- once.
with found as (
  select i.peer, i.profile_type, e.peer as euicc_peer
  from (select :#${variable.tenant} as tenant, cast(:#${variable.eid} as varchar) as eid,
               cast(:#${variable.iccid} as varchar) as iccid) c
  left join euicc e on e.eid = c.eid and e.tenant = c.tenant
  left join inventory i on i.iccid = c.iccid and i.tenant = c.tenant
  where (c.eid is null or e.eid is not null)
    and (c.iccid is null or i.iccid is not null
         or cast(:#${variable.bootstrapTenants} as varchar[]) is not null
            and rsp_is_bootstrap(c.iccid, c.eid, cast(:#${variable.bootstrapTenants} as varchar[])))
    and (c.eid is null or c.iccid is null or i.eid is null or i.eid = c.eid)
    and cast(:#${variable.owned} as varchar) is null
), allowed as (
  select where cast(:#${variable.owned} as varchar) is not null
  union all
  select from found, (select cast(:#${variable.agreeingPeers} as varchar[]) as peers,
                             cast(:#${variable.orderableTypes} as varchar[]) as types) agreeing
  where (peers is null
         or (peer is null or peer = any(peers)) and (euicc_peer is null or euicc_peer = any(peers)))
    and (types is null or profile_type is null or profile_type like any(types))
    and (profile_type is null or not cast(:#${variable.typeDecides} as boolean))
), rule (n, code, functions, whose, name, contents) as (
  values
    (1, 'profile-not-on-card', '{enableProfile,disableProfile,deleteProfile,setFallBackAttribute,updatePolicyRules,'
      || 'updateSubscriptionAddress}', 'target', 'state', '{Deleted,NotOnCard}'),
    (2, 'profile-already-enabled', '{enableProfile}', 'target', 'state', '{Enabled}'),
    (3, 'profile-already-disabled', '{disableProfile}', 'target', 'state', '{Disabled}'),
    (4, 'fallback-profile-refused', '{disableProfile,deleteProfile}', 'target', 'fallback', '{true}'),
    (5, 'fallback-already-set', '{setFallBackAttribute}', 'target', 'fallback', '{true}'),
    (6, 'policy-refused', '{enableProfile}', 'target', 'policyRules', '{ENABLE}'),
    (6, 'policy-refused', '{disableProfile}', 'target', 'policyRules', '{DISABLE}'),
    (6, 'policy-refused', '{deleteProfile}', 'target', 'policyRules', '{DELETE}'),
    (7, 'enabled-policy-refused', '{enableProfile}', 'other enabled', 'policyRules', '{DISABLE}'),
    -- An enabled profile is disabled before it is deleted, by the rules of that (docs/spec/es4.md 2.3).
    (8, 'disable-policy-refused', '{deleteProfile}', 'enabled target', 'policyRules', '{DISABLE}')
), blocked as (
  select b.kind, b.reason, b.expires_at
  from allowed, rsp_blocked(cast(:#${variable.tenant} as varchar), cast(:#${variable.eid} as varchar),
                            cast(:#${variable.iccid} as varchar)) b
  where :#${variable.to} = 'ACCEPTED' and cast(:#${variable.blockable} as boolean) and b.id is not null
), unfinished as (
  select id from operation
  where order_key = :#${variable.orderKey} and state in ('ACCEPTED', 'SENDING', 'WAITING', 'IN_DOUBT')
    and function not in ('getEIS', 'auditEIS')
), under_key as (
  -- As submit.busy finds them.
  select from operation
  where (order_key = :#${variable.orderKey}
         or interface = 'es2plus' and :#${variable.interface} = 'es2plus'
            and iccid = cast(:#${variable.iccid} as varchar))
    and state in ('ACCEPTED', 'SENDING', 'WAITING', 'IN_DOUBT') and tenant = :#${variable.tenant}
    and function not in ('getEIS', 'auditEIS', 'getProfileStatus')
    and (:#${variable.function} not in ('getEIS', 'auditEIS', 'getProfileStatus')
         or function = 'smsrChange' and state <> 'ACCEPTED')
), known as (
  -- A rule of POL2 counts by the action that it forbids.
  select subject, name, source, observed_at,
         case name when 'policyRules' then
                (select array_agg(cast(pol2.rule ->> 'action' as varchar))
                 from jsonb_array_elements(cast(content as jsonb)) as pol2 (rule)
                 where pol2.rule ->> 'qualification' = 'Not-Allowed')
              else array[content] end as contents
  from fact
  where :#${variable.to} = 'ACCEPTED' and :#${variable.interface} in ('es4', 'es2')
    and eid = cast(:#${variable.eid} as varchar) and tenant = :#${variable.tenant}
    and (name in ('state', 'fallback') or name = 'policyRules' and content like '[%')
    and cast(:#${variable.precheckWithin} as integer) > 0
    and observed_at > current_timestamp - cast(:#${variable.precheckWithin} as integer) * interval '1' second
    and not exists (select from unfinished)
    -- Nor what was known before an order ended of which nobody knows whether it was executed.
    and not exists (select from euicc where euicc.eid = fact.eid and euicc.doubted_at > fact.observed_at)
    and (name <> 'state' or content not in ('Deleted', 'NotOnCard')
         or (content = 'Deleted' or source in ('getEIS', 'auditEIS'))
            and not exists (select from fact later
                            where later.subject = fact.subject and later.eid = fact.eid
                              and (later.name in ('fallback', 'emergency') and later.content = 'true'
                                   or later.name = 'policyRules')
                              and later.observed_at > fact.observed_at)
            and not exists (select from operation done
                            where done.iccid = fact.subject and done.eid = fact.eid and done.state = 'SUCCEEDED'
                              and done.function in ('enableProfile', 'disableProfile', 'setFallBackAttribute',
                                                    'updatePolicyRules', 'updateSubscriptionAddress')
                              and done.finished_at > fact.recorded_at)
            and not exists (select from profile
                            where profile.iccid = fact.subject
                              and profile.state in ('Downloaded', 'Installed', 'Enabled', 'Disabled')
                              and coalesce(profile.eid, fact.eid) = fact.eid
                              and greatest(profile.observed_at, profile.reported_at) > fact.observed_at))
), broken as (
  select n, code, source, observed_at from (
    select rule.n, rule.code, known.source, known.observed_at
    from rule join known on known.name = rule.name and known.contents && cast(rule.contents as varchar[])
    where :#${variable.function} = any(cast(rule.functions as varchar[]))
      and case rule.whose
          when 'target' then known.subject = cast(:#${variable.iccid} as varchar)
          else (known.subject = cast(:#${variable.iccid} as varchar)) = (rule.whose = 'enabled target')
               and exists (select from known enabled
                           where enabled.subject = known.subject and enabled.name = 'state'
                             and enabled.contents = cast('{Enabled}' as varchar[])) end
  ) all_broken
  where exists (select from allowed)
), first_broken as (
  select code, source, observed_at from broken order by n limit 1
), pool as (
  select from allowed
  where :#${variable.to} = 'ACCEPTED' and cast(:#${variable.iccid} as varchar) is null
    and :#${variable.function} in ('downloadOrder', 'orderProfile', 'downloadProfile')
    and exists (select from inventory
                where tenant = :#${variable.tenant} and profile_type = cast(:#${variable.profileType} as varchar)
                  and stock_state is not null)
), free as (
  select i.iccid from inventory i
  where exists (select from pool) and i.tenant = :#${variable.tenant}
    and i.profile_type = cast(:#${variable.profileType} as varchar) and i.stock_state = 'available'
    and rsp_free(i, cast(:#${variable.peer} as varchar), cast(:#${variable.eid} as varchar),
                 cast(:#${variable.blockable} as boolean))
  order by i.iccid limit 1 for update of i skip locked
), waited as (
  -- Where others are at all that are available (a load may be), what they leave.
  select i.iccid from inventory i
  where exists (select from pool) and not exists (select from free) and i.tenant = :#${variable.tenant}
    and i.profile_type = cast(:#${variable.profileType} as varchar) and i.stock_state = 'available'
    and rsp_free(i, cast(:#${variable.peer} as varchar), cast(:#${variable.eid} as varchar),
                 cast(:#${variable.blockable} as boolean))
  order by i.iccid limit 1 for update of i
), named as (
  select i.iccid, i.stock_state from inventory i
  where exists (select from allowed) and :#${variable.to} = 'ACCEPTED'
    and :#${variable.function} in ('downloadOrder', 'orderProfile', 'downloadProfile')
    and i.iccid = cast(:#${variable.iccid} as varchar) and i.tenant = :#${variable.tenant}
    and i.stock_state in ('available', 'reserved')
  for update of i
), taken as (
  select iccid from free union all select iccid from waited
  union all select iccid from named where stock_state = 'available'
), short as (
  select 'stock-empty' as code from pool where not exists (select from taken)
  union all select 'profile-reserved' from named where stock_state = 'reserved'
), target as (
  select coalesce(iccid, cast(:#${variable.iccid} as varchar)) as iccid, iccid is not null as pooled,
         case when :#${variable.interface} = 'es2plus' then coalesce(iccid, :#${variable.orderKey})
              else :#${variable.orderKey} end as order_key
  from (select) one left join taken on true
), decided as (
  select from allowed
  where not exists (select from blocked) and not exists (select from broken) and not exists (select from short)
    and cast(:#${variable.findOnly} as boolean) is not true
), keyed as (
  insert into idempotency (tenant, idempotency_key, request_hash, operation_id, created_at)
  select :#${variable.tenant}, cast(:#${variable.idempotencyKey} as varchar), :#${variable.requestHash},
         :#${variable.operationId}, current_timestamp
  from decided where cast(:#${variable.idempotencyKey} as varchar) is not null
  on conflict (tenant, idempotency_key) do update set tenant = excluded.tenant
  returning operation_id, request_hash
), fresh as (
  select current_timestamp as at from decided
  where not exists (select from keyed where operation_id <> :#${variable.operationId})
), counted as (
  insert into order_key (order_key, sequence) select order_key, 1 from fresh, target
  on conflict (order_key) do update set sequence = order_key.sequence + 1
  returning sequence
), reserved as (
  update inventory i
  set stock_state = 'reserved', reserved_by = :#${variable.operationId}, stock_reason = null, taken_at = fresh.at
  from fresh, taken where i.iccid = taken.iccid
), recorded as (
  insert into operation (id, tenant, function, interface, peer, target_peer, current_peer, eid, iccid,
                         profile_type, order_key, pooled, client_reference,
                         template, next_steps, after_id,
                         parameters, secrets, state, status, checks, attempts, step, validity,
                         created_at, deadline, next_at, finished_at, reply_to, reply_context,
                         parent_id, parent_line)
  select :#${variable.operationId}, :#${variable.tenant}, :#${variable.function}, :#${variable.interface},
         cast(:#${variable.peer} as varchar), cast(:#${variable.targetPeer} as varchar),
         cast(:#${variable.currentPeer} as varchar), cast(:#${variable.eid} as varchar),
         target.iccid, cast(:#${variable.profileType} as varchar), target.order_key, target.pooled,
         cast(:#${variable.clientReference} as varchar), cast(:#${variable.template} as varchar),
         cast(:#${variable.nextSteps} as varchar), cast(:#${variable.afterId} as varchar),
         :#${variable.parameters},
         case when :#${variable.to} = 'ACCEPTED' then cast(:#${variable.secrets} as varchar) end,
         :#${variable.to}, cast(:#${variable.status} as varchar), cast(:#${variable.checks} as varchar), 0,
         cast(:#${variable.step} as varchar),
         cast(:#${variable.validity} as integer), at,
         at + coalesce(cast(:#${variable.validity} as integer), 0) * interval '1' second,
         case when :#${variable.to} = 'ACCEPTED' then at end,
         case when :#${variable.to} = 'REFUSED' then at end,
         case when :#${variable.to} = 'REFUSED'
                   and cast(:#${variable.earlyRefusals} as varchar) = 'BODY' then null
              else cast(:#${variable.customerReplyTo} as varchar) end,
         cast(:#${variable.customerContext} as varchar), cast(:#${variable.parentId} as varchar),
         cast(:#${variable.parentLine} as bigint)
  from fresh, target
), noted as (
  insert into timeline (operation_id, tenant, at, state, note)
  select :#${variable.operationId}, :#${variable.tenant}, at, :#${variable.to},
         left(cast(:#${variable.note} as varchar), 500)
  from fresh
), published as (
  insert into event (id, tenant, subject, sequence, type, operation_id, data, at)
  select :#${variable.eventId}, :#${variable.tenant}, target.order_key, counted.sequence,
         :#${variable.eventType}, :#${variable.operationId},
         case when target.iccid is distinct from cast(:#${variable.iccid} as varchar)
              then concat('{"iccid":"', target.iccid, '",', substr(cast(:#${variable.eventData} as varchar), 2))
              else :#${variable.eventData} end, fresh.at
  from fresh, counted, target
)
select coalesce(keyed.operation_id, :#${variable.operationId}) as operation_id, request_hash,
       exists (select from decided) as recorded, exists (select from found) as owned, peer, profile_type,
       euicc_peer, case when blocked.kind is not null then 'blocked' else coalesce(first_broken.code, short.code) end as rule,
       first_broken.source as known_by, first_broken.observed_at as known_at,
       blocked.kind as blocked_by, blocked.reason as blocked_for, blocked.expires_at as blocked_until,
       case when cast(:#${variable.findOnly} as boolean) or blocked.kind is not null or first_broken.code is not null
                 or short.code is not null
            then cast(json_build_object(
              'broken', (select json_agg(json_build_object('code', code, 'by', source, 'at', observed_at) order by n)
                         from broken),
              'blocked', (select row_to_json(blocked) from blocked),
              'known', exists (select from known),
              'ahead', (select count(*) from under_key),
              'stock', coalesce(short.code, case when exists (select from taken) then 'available' end)) as varchar)
            end as findings,
       case when cast(:#${variable.findOnly} as boolean)
            then exists (select from under_key) end as busy,
       case when cast(:#${variable.iccid} as varchar) is null and exists (select from fresh) then target.iccid end
         as pooled_iccid, target.order_key as pooled_key
from target left join keyed on true left join found on true left join blocked on true
     left join first_broken on true left join short on true

-- name: idempotency-key
-- The key of an order, kept or found, under its lock. A concurrent twin waits for the first to commit.
-- In: idempotencyKey, requestHash, operationId. Out: operation_id and request_hash the key stands for.
insert into idempotency (tenant, idempotency_key, request_hash, operation_id, created_at)
values (:#${variable.tenant}, :#${variable.idempotencyKey}, :#${variable.requestHash},
        :#${variable.operationId}, current_timestamp)
on conflict (tenant, idempotency_key) do update set tenant = excluded.tenant
returning operation_id, request_hash

-- name: call-key-insert
-- The customer's own id of a call, with what it ordered under it. In: callKey, requestHash, operationId.
-- Out: update count 1 when the id is new, 0 when it was used.
insert into idempotency (tenant, idempotency_key, request_hash, operation_id, created_at)
values (:#${variable.tenant}, :#${variable.callKey}, :#${variable.requestHash}, :#${variable.operationId},
        current_timestamp)
on conflict do nothing

-- name: call-key-find
-- The request that came under the id first. In: callKey. Out: request_hash.
select request_hash from idempotency
where tenant = :#${variable.tenant} and idempotency_key = :#${variable.callKey}

-- name: busy
-- Whether an operation that changes something is open under the key; reading finds nothing busy but an
-- smsrChange that is under way or in doubt.
-- In: orderKey, interface, iccid, function. Out: its id, or no row.
select id from operation
where (order_key = :#${variable.orderKey}
       or interface = 'es2plus' and :#${variable.interface} = 'es2plus'
          and iccid = cast(:#${variable.iccid} as varchar))
  and state in ('ACCEPTED', 'SENDING', 'WAITING', 'IN_DOUBT')
  and function not in ('getEIS', 'auditEIS', 'getProfileStatus')
  and (:#${variable.function} not in ('getEIS', 'auditEIS', 'getProfileStatus')
       or function = 'smsrChange' and state <> 'ACCEPTED')
order by id limit 1

-- name: template
-- The template of this name that the tenant's orders go by. In: templateName, tenant. Out: name; content, JSON;
-- valid (now), valid_from, valid_until (each null: no limit). No row if there is none.
select name, content, valid_from, valid_until,
       (valid_from is null or valid_from <= current_timestamp)
         and (valid_until is null or valid_until > current_timestamp) as valid
from template
where name = cast(:#${variable.templateName} as varchar) and (tenant is null or tenant = :#${variable.tenant})
order by tenant nulls last limit 1

-- name: template-of-key
-- What the order under this idempotency key was by a template that is not there any more: a repetition leads to it. In:
-- tenant, idempotencyKey, templateName. Out: as template.
select o.template as name, cast(json_strip_nulls(json_build_object(
         'profileType', o.profile_type,
         'steps', json_build_array(json_build_object(
           'function', o.function, 'peer', o.peer, 'validityPeriod', o.validity,
           'parameters', cast(o.parameters as json))))) as varchar) as content,
       cast(null as timestamp with time zone) as valid_from, cast(null as timestamp with time zone) as valid_until,
       true as valid
from idempotency k join operation o on o.id = k.operation_id
where k.tenant = :#${variable.tenant} and k.idempotency_key = :#${variable.idempotencyKey}
  and o.tenant = k.tenant and o.template = cast(:#${variable.templateName} as varchar)

-- name: insert
-- A one-time link to the activation code of an operation; its timeline says so. In: linkId, operationId, tokenHash,
-- linkValidity (s). Out: the link's row; state is open.
with made as (
  insert into activation_link (id, tenant, operation_id, token_hash, created_at, expires_at)
  select :#${variable.linkId}, tenant, id, :#${variable.tokenHash}, current_timestamp,
         current_timestamp + cast(:#${variable.linkValidity} as bigint) * interval '1' second
  from operation where id = :#${variable.operationId}
  returning *
), noted as (
  insert into timeline (operation_id, tenant, at, state, note)
  select id, tenant, current_timestamp, state, 'one-time link to the activation code made'
  from operation where id = :#${variable.operationId}
)
select id, 'open' as state, created_at, expires_at, used_at, revoked_at from made

-- name: list
-- The links of an operation, newest first. In: operationId, scope (null: any tenant's). Out: rows, without tokens;
-- state is revoked, used, expired, cancelled (its code works no more) or open.
select l.id, rsp_link_state(l, ended.why is not null) as state, l.created_at, l.expires_at, l.used_at, l.revoked_at
from operation o
left join lateral rsp_code_ended(o, cast(:#${properties:rsp.ownership.elsewhere} as boolean)) ended on true
join activation_link l on l.operation_id = o.id
where o.id = :#${variable.operationId}
  and (cast(:#${variable.scope} as varchar) is null or o.tenant = :#${variable.scope})
order by l.id desc limit 1000

-- name: revoke
-- Ends a link, unless it was used or revoked before. In: linkId, operationId, scope (null: any tenant's). Out: used or
-- revoked, what it is now; no row if there is no such link.
with held as (
  select id, operation_id, used_at, revoked_at from activation_link
  where id = :#${variable.linkId} and operation_id = :#${variable.operationId}
    and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  for update
), revoked as (
  update activation_link l set revoked_at = current_timestamp
  from held
  where l.id = held.id and held.used_at is null and held.revoked_at is null
  returning l.operation_id
), noted as (
  insert into timeline (operation_id, tenant, at, state, note)
  select o.id, o.tenant, current_timestamp, o.state, 'one-time link to the activation code revoked'
  from operation o join revoked on revoked.operation_id = o.id
)
select case when used_at is not null then 'used' else 'revoked' end from held

-- name: find
-- The operation that a token's link is for, while the link works. In: tokenHash (null: of no token). Out: operation_id;
-- no row for a link that is used, revoked, expired or unknown, which all look alike.
select operation_id from activation_link
where token_hash = cast(:#${variable.tokenHash} as varchar)
  and used_at is null and revoked_at is null and expires_at > current_timestamp

-- name: use
-- Spends a link; its timeline says so. Of several at once, one alone finds it. In: tokenHash. Out: its row, or none.
with used as (
  update activation_link set used_at = current_timestamp
  where token_hash = :#${variable.tokenHash}
    and used_at is null and revoked_at is null and expires_at > current_timestamp
  returning id, operation_id
), noted as (
  insert into timeline (operation_id, tenant, at, state, note)
  select o.id, o.tenant, current_timestamp, o.state, 'activation code shown by a one-time link'
  from operation o join used on used.operation_id = o.id
)
select id from used

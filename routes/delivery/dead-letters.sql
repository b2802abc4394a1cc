-- name: list
-- A page of dead letters, newest first. In: scope (null: every tenant), state (null: OPEN), kind, cursor
-- (the last id of the page before), limit. Out: a row for each, with the subscription of one that is a
-- delivery.
select l.id, l.kind, l.tenant, l.subject, l.type, l.reason, l.state, l.created_at, l.closed_at, d.subscription_id
from dead_letter l left join delivery d on l.kind = 'delivery' and d.id = l.id
where (cast(:#${variable.scope} as varchar) is null or l.tenant = :#${variable.scope})
  and l.state = coalesce(cast(:#${variable.state} as varchar), 'OPEN')
  and (cast(:#${variable.kind} as varchar) is null or l.kind = :#${variable.kind})
  and (cast(:#${variable.cursor} as varchar) is null or l.id < :#${variable.cursor})
order by l.id desc limit cast(:#${variable.limit} as integer)

-- name: attempts
-- The attempts at one delivery, oldest first. In: id. Out: a row for each.
select a.at, a.replay, a.outcome, a.http_status, a.millis, a.detail
from attempt a where a.delivery_id = :#${variable.id} order by a.n

-- name: find
-- One dead letter and what it holds: an event, or the text of a callback or a command. In: id, scope.
-- Out: the row, if the caller may see it.
select l.id, l.kind, l.tenant, l.subject, l.type, l.reason, l.state, l.created_at, l.closed_at, d.subscription_id,
       e.id as event_id, e.at, e.sequence, e.data, coalesce(i.raw, c.raw) as raw
from dead_letter l
left join delivery d on l.kind = 'delivery' and d.id = l.id
left join event e on e.id = d.event_id
left join inbox i on l.kind = 'callback' and i.id = l.id
left join command c on l.kind = 'command' and c.id = l.id
where l.id = :#${variable.id} and (cast(:#${variable.scope} as varchar) is null or l.tenant = :#${variable.scope})

-- name: discard
-- Closes one that nobody wants any more. In: id, scope.
update dead_letter set state = 'DISCARDED', closed_at = current_timestamp
where id = :#${variable.id} and state in ('OPEN', 'REPLAYING')
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})

-- name: matching
-- The open dead letters that a filter selects. Enabled subscriptions' come first, then those replayed least
-- recently, then the oldest, so that those of one key are replayed in order. In: scope; id or the
-- filters (null: any); replay, the nonce. Out: at most 10000 rows of id and replay; matched, how many there
-- are in all.
select id, replay, matched from (
select l.id, l.created_at, l.replayed_at, cast(:#${variable.replay} as varchar) as replay, count(*) over () as matched,
       case when l.kind <> 'delivery'
              or exists (select 1 from subscription s where s.id = d.subscription_id and s.state = 'ENABLED')
            then 0 else 1 end as held
from dead_letter l
left join delivery d on l.kind = 'delivery' and d.id = l.id
where l.state = 'OPEN' and (cast(:#${variable.scope} as varchar) is null or l.tenant = :#${variable.scope})
  and (cast(:#${variable.id} as varchar) is null or l.id = :#${variable.id})
  and (cast(:#${variable.filterKind} as varchar) is null or l.kind = :#${variable.filterKind})
  and (cast(:#${variable.filterType} as varchar) is null or l.type ~ :#${variable.filterType})
  and (cast(:#${variable.filterSubject} as varchar) is null or l.subject = :#${variable.filterSubject})
  and (cast(:#${variable.filterSubscription} as varchar) is null
       or d.subscription_id = :#${variable.filterSubscription})
  and (cast(:#${variable.filterSince} as timestamp with time zone) is null
       or l.created_at >= cast(:#${variable.filterSince} as timestamp with time zone))
  and (cast(:#${variable.filterUntil} as timestamp with time zone) is null
       or l.created_at < cast(:#${variable.filterUntil} as timestamp with time zone))) l
order by held, replayed_at nulls first, created_at, id limit 10000

-- name: discard-open
-- Of a batch of ids. In, of each row: id.
update dead_letter set state = 'DISCARDED', closed_at = current_timestamp where id = :#id and state = 'OPEN'

-- name: replay-delivery
-- A new nonce, the same event: deduplication on the way out cannot swallow it. Only while the subscription
-- is enabled. In, of each row: id, replay.
update delivery set state = 'PENDING', attempts = 0, replay = :#replay, next_at = current_timestamp
where id = :#id and state = 'DEAD'
  and exists (select 1 from subscription s where s.id = delivery.subscription_id and s.state = 'ENABLED')

-- name: replay-callback
-- In, of each row: id.
update inbox set state = 'RECEIVED', attempts = 0, next_at = current_timestamp where id = :#id and state = 'DEAD'

-- name: replay-command
-- In, of each row: id.
update command set state = 'REPLAYING', attempts = 0, next_at = current_timestamp where id = :#id and state = 'DEAD'

-- name: replay-mark
-- Those of which something is due again, in the same transaction. In, of each row: id, replay.
update dead_letter set state = 'REPLAYING', replayed_at = current_timestamp
where id = :#id and state = 'OPEN'
  and (exists (select 1 from delivery d where d.id = :#id and d.state = 'PENDING' and d.replay = :#replay)
       or exists (select 1 from inbox i where i.id = :#id and i.state = 'RECEIVED')
       or exists (select 1 from command c where c.id = :#id and c.state = 'REPLAYING'))

-- The batch is on the broker: each delivery is DELIVERED, if this attempt still holds it, with its attempt, and the dead
-- letter of one that was replayed is closed. In: ids, fences (the attempts as claimed) and details (empty: none), as
-- lists; millis.
with sent as (
  select * from unnest(cast(:#${variable.ids} as varchar[]), cast(:#${variable.fences} as integer[]),
                       cast(:#${variable.details} as varchar[])) as one(id, attempts, detail)
), ended as (
  update delivery set state = 'DELIVERED', next_at = null
  from sent
  where delivery.id = sent.id and delivery.state = 'SENDING' and delivery.attempts = sent.attempts
), closed as (
  update dead_letter set state = 'CLOSED', closed_at = current_timestamp
  where kind = 'delivery' and id in (select id from sent) and state in ('OPEN', 'REPLAYING')
)
insert into attempt (delivery_id, tenant, at, replay, outcome, millis, detail)
select d.id, d.tenant, current_timestamp, d.replay, 'delivered', cast(:#${variable.millis} as integer), nullif(sent.detail, '')
from sent join delivery d on d.id = sent.id

-- The first of its key that has no time, as whoever should have given it its turn has died: seldom, and seen to seldom.
update delivery set next_at = current_timestamp
where state = 'PENDING' and next_at is null
  and id in (select id from (select distinct on (subscription_id, order_key) id, state, next_at, relayed from delivery
                             where state in ('PENDING', 'SENDING') order by subscription_id, order_key, position) first
             where state = 'PENDING' and next_at is null and not relayed)

-- A new nonce, the same event: deduplication on the way out cannot swallow it. Only while the subscription is enabled.
update delivery set state = 'PENDING', attempts = 0, replay = :#replay, next_at = current_timestamp
where id = :#id and state = 'DEAD'
  and exists (select 1 from subscription s where s.id = delivery.subscription_id and s.state = 'ENABLED')

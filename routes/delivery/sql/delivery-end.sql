-- Counts only if this attempt still holds the row.
update delivery
set state = :#${variable.to}, attempts = attempts - case when :#${variable.outcome} = 'postponed' then 1 else 0 end,
    next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
where id = :#${variable.deliveryId} and state = 'SENDING' and attempts = cast(:#${variable.attempts} as integer)
  and replay is not distinct from cast(:#${variable.replay} as varchar);
-- A dead letter holds up nobody: the next of the key has its turn (delivery-turns.sql).
update delivery set next_at = current_timestamp
where id = (select d.id from delivery d
            where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key} and d.state in ('PENDING', 'SENDING')
            order by d.position limit 1)
  and state = 'PENDING' and next_at is null and not relayed

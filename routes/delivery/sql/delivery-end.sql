-- Counts only if this attempt still holds the row.
update delivery
set state = :#${variable.to}, attempts = attempts - case when :#${variable.outcome} = 'postponed' then 1 else 0 end,
    next_at = current_timestamp + cast(:#${variable.nextIn} as numeric(12,3)) * interval '1' second
where id = :#${variable.deliveryId} and state = 'SENDING' and attempts = cast(:#${variable.attempts} as integer)

update delivery set state = 'SENDING', attempts = attempts + 1, next_at = current_timestamp + cast(:#lease as integer) * interval '1' second
where id = :#id and state = 'PENDING'

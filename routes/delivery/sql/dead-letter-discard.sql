update dead_letter set state = 'DISCARDED', closed_at = current_timestamp
where id = :#${variable.id} and state in ('OPEN', 'REPLAYING') and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})

update bulk_job set paused = :#${variable.pause}, next_at = current_timestamp
where id = :#${variable.id} and state in ('RECEIVED', 'CHECKING', 'RUNNING') and not cancelled and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})

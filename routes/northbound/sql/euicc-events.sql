-- The newest fifty moments; older ones are among the events.
select type, data, at, operation_id from event
where subject = :#${variable.eid} and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
order by position desc limit 50

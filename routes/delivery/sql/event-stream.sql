-- The next events after a position, for one stream (EventStream).
select id, position, tenant, subject, sequence, type, data, at from event
where position > ? and position <= (select position from fan_out where id = 1)
  and (cast(? as varchar) is null or tenant = ?)
  and (cast(? as varchar) is null or type ~ ?)
  and (cast(? as varchar) is null or subject = ?)
order by position limit 200

-- name: list
-- The events after a position that the fan-out has passed. In: after, scope (null: every tenant),
-- typePattern and subject (null: any), limit. Out: a row for each, in order.
select id, position, tenant, subject, sequence, type, data, at from event
where position > cast(coalesce(:#${variable.after}, '0') as bigint)
  and position <= (select position from fan_out where id = 1)
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (cast(:#${variable.typePattern} as varchar) is null or type ~ :#${variable.typePattern})
  and (cast(:#${variable.subject} as varchar) is null or subject = :#${variable.subject})
order by position limit cast(:#${variable.limit} as integer)

-- name: last
-- The last position that readers see, for EventStream.
select position from fan_out where id = 1

-- name: stream
-- The next events after a position, for one stream (EventStream).
select id, position, tenant, subject, sequence, type, data, at from event
where position > ? and position <= (select position from fan_out where id = 1)
  and (cast(? as varchar) is null or tenant = ?)
  and (cast(? as varchar) is null or type ~ ?)
  and (cast(? as varchar) is null or subject = ?)
order by position limit 200

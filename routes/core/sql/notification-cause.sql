-- The operation of ours that this notification is about. First one that has succeeded: it happened between sending and end (15 s
-- before, a minute after, for clocks that differ), and the profile was not disabled in between. Else one still open, if it happened
-- after the call left (times come in whole seconds).
select id as cause_id, state as cause_state from (
  select o.id, o.state, 1 as kind from operation o join call c on c.operation_id = o.id and c.purpose = 'order' and c.attempt = o.attempts
  where o.function = 'enableProfile' and o.eid = :#${variable.eid} and o.iccid = :#${variable.iccid} and o.peer = :#${variable.peer} and o.state = 'SUCCEEDED'
    and c.started_at <= cast(:#${variable.observedAt} as timestamp with time zone) + interval '15' second
    and o.finished_at >= cast(:#${variable.observedAt} as timestamp with time zone) - interval '60' second
    and not exists (select 1 from fact where subject = :#${variable.iccid} and name = 'state' and content <> 'Enabled'
                    and observed_at < cast(:#${variable.observedAt} as timestamp with time zone))
  union all
  select o.id, o.state, 2 from operation o join call c on c.operation_id = o.id and c.purpose = 'order' and c.attempt = o.attempts
  where o.function = 'enableProfile' and o.eid = :#${variable.eid} and o.iccid = :#${variable.iccid} and o.peer = :#${variable.peer}
    and o.state in ('SENDING', 'WAITING', 'IN_DOUBT')
    and c.started_at <= cast(:#${variable.observedAt} as timestamp with time zone) + interval '2' second) causes
order by kind, id desc limit 1

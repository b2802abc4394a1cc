-- The operation of ours that this notification is about: still open, or ended no more than a minute before it happened.
select id as cause_id, state as cause_state from operation
where function = 'enableProfile' and eid = :#${variable.eid} and iccid = :#${variable.iccid} and peer = :#${variable.peer}
  and created_at <= cast(:#${variable.observedAt} as timestamp with time zone) + interval '15' second
  and (state in ('SENDING', 'WAITING', 'IN_DOUBT')
       or state = 'SUCCEEDED' and finished_at >= cast(:#${variable.observedAt} as timestamp with time zone) - interval '60' second)
order by id desc limit 1

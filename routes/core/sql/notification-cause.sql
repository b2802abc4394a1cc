-- The operation of ours that this notification is about: still open, or ended shortly before it and nothing disabled the profile since.
-- Five minutes for clocks that differ.
select id as cause_id, state as cause_state from operation
where function = 'enableProfile' and eid = :#${variable.eid} and iccid = :#${variable.iccid} and peer = :#${variable.peer}
  and created_at <= cast(:#${variable.observedAt} as timestamp with time zone) + interval '300' second
  and (state in ('SENDING', 'WAITING', 'IN_DOUBT')
       or state = 'SUCCEEDED' and finished_at >= cast(:#${variable.observedAt} as timestamp with time zone) - interval '300' second
          and exists (select 1 from fact where subject = :#${variable.iccid} and name = 'state' and content = 'Enabled'))
order by id desc limit 1

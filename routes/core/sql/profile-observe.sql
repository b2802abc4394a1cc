-- What a notification says, if it is not older than what we know (15 s for clocks that differ).
update profile
set state = :#${variable.profileState}, eid = coalesce(cast(:#${variable.notifiedEid} as varchar), eid), peer = :#${variable.peer},
    observed_at = case when cast(:#${variable.observedAt} as timestamp with time zone) > observed_at then cast(:#${variable.observedAt} as timestamp with time zone) else observed_at end
where iccid = :#${variable.iccid}
  and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone) + interval '15' second

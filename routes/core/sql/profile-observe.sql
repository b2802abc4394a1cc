-- What a notification says, if it is the newest by its peer's clock (of the same second, what comes later in a profile's life), and not
-- older than what we were answered since (15 s for clocks that differ).
update profile
set state = :#${variable.profileState}, eid = coalesce(cast(:#${variable.notifiedEid} as varchar), eid), peer = :#${variable.peer},
    reported_at = cast(:#${variable.observedAt} as timestamp with time zone), check_at = null
where iccid = :#${variable.iccid}
  and (reported_at is null or reported_at < cast(:#${variable.observedAt} as timestamp with time zone)
       or reported_at = cast(:#${variable.observedAt} as timestamp with time zone)
          and position(coalesce(state, 'none') in 'none Downloaded Error Installed Enabled Disabled Deleted') <= position(cast(:#${variable.profileState} as varchar) in 'none Downloaded Error Installed Enabled Disabled Deleted'))
  and observed_at <= cast(:#${variable.observedAt} as timestamp with time zone) + interval '15' second

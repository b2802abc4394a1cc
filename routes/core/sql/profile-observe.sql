-- What a notification says, if it is the newest by its peer's clock (of the same second, what comes later in a profile's life), and not
-- older than what we were answered since (15 s for clocks that differ). One without a time (1970) beats only what is earlier in a
-- profile's life, and another without a time, unless that is later in it (enabled and disabled follow each other as they come).
update profile
set state = :#${variable.profileState}, eid = coalesce(cast(:#${variable.notifiedEid} as varchar), eid), peer = :#${variable.peer},
    reported_at = greatest(cast(:#${variable.observedAt} as timestamp with time zone), reported_at), check_at = null
from (select iccid as known, position(coalesce(state, 'none') in life) as old_step, position(said in life) as new_step,
             state in ('Enabled', 'Disabled') and said in ('Enabled', 'Disabled') as toggled,
             at > timestamp with time zone '1970-01-01 00:00:00+00' as timed, at, coalesce(reported_at > timestamp with time zone '1970-01-01 00:00:00+00', false) as known_timed
      from profile, (select cast(:#${variable.profileState} as varchar) as said, cast(:#${variable.observedAt} as timestamp with time zone) as at,
                            'none Downloaded Error Installed Enabled Disabled Deleted' as life) notified
      where iccid = :#${variable.iccid}) step
where iccid = known
  and case when timed and known_timed then reported_at < at or reported_at = at and old_step <= new_step
           when timed then reported_at is null or toggled or old_step <= new_step
           else state is null or old_step < new_step and state not in ('Available', 'Unavailable') or not known_timed and (toggled or old_step = new_step) end
  and (not timed or observed_at <= at + interval '15' second)

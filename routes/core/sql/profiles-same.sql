-- Heard of, and as we know it.
update profile set check_at = current_timestamp + cast(:#${variable.every} as integer) * interval '1' second where iccid = :#${variable.iccid}

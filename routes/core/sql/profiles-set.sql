update profile
set state = :#${variable.reportedState}, eid = coalesce(cast(:#${variable.reportedEid} as varchar), eid), peer = :#${variable.peer},
    matching_id = coalesce(cast(:#${variable.resultMatchingId} as varchar), matching_id), observed_at = current_timestamp, check_at = null
where iccid = :#${variable.iccid}

-- An EID that is another tenant's is not kept: nobody is shown what is not theirs.
update profile
set state = :#${variable.reportedState}, peer = :#${variable.peer},
    eid = case when exists (select 1 from euicc e where e.eid = cast(:#${variable.reportedEid} as varchar) and e.tenant <> profile.tenant) then eid
               else coalesce(cast(:#${variable.reportedEid} as varchar), eid) end,
    matching_id = coalesce(cast(:#${variable.resultMatchingId} as varchar), matching_id), observed_at = current_timestamp, check_at = null
where iccid = :#${variable.iccid}

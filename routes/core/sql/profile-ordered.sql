-- What an executed order says of the profile. Our own answer is newest when it arrives; notifications carry their own time.
update profile
set tenant = :#${variable.tenant}, peer = :#${variable.peer},
    state = :#${variable.profileState},
    eid = case when :#${variable.calledFunction} = 'cancelOrder' then null else coalesce(cast(:#${variable.resultEid} as varchar), cast(:#${variable.eid} as varchar), eid) end,
    matching_id = case when :#${variable.calledFunction} in ('cancelOrder', 'downloadOrder') then null else coalesce(cast(:#${variable.resultMatchingId} as varchar), matching_id) end,
    smdp_address = case when :#${variable.calledFunction} in ('cancelOrder', 'downloadOrder') then null else coalesce(cast(:#${variable.resultSmdpAddress} as varchar), smdp_address) end,
    observed_at = current_timestamp, check_at = null
where iccid = :#${variable.profileIccid};
-- Where the profile is: at the peer that has just executed an order for it.
update inventory set peer = :#${variable.peer} where iccid = :#${variable.profileIccid} and (peer is null or peer <> :#${variable.peer})

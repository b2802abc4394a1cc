-- Under its ICCID (orders at the SM-DP+), and those of its eUICC that name it; the newest fifty.
select type, data, at, operation_id from event
where subject in (select cast(:#${variable.iccid} as varchar) union select eid from fact where subject = :#${variable.iccid})
  and (subject = :#${variable.iccid} or data like concat('%"iccid":"', cast(:#${variable.iccid} as varchar), '"%'))
  and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
order by serial desc limit 50

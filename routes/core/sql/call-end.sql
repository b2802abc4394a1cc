update call
set ended_at = current_timestamp, outcome = :#${variable.outcome}, http_status = cast(:#${variable.httpStatus} as integer),
    detail = cast(:#${variable.detail} as varchar)
where id = :#${variable.sendingId}

select id from operation where state = 'ACCEPTED' and next_at <= current_timestamp order by next_at limit cast(:#${properties:rsp.sweep.batch} as integer)

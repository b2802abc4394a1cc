select id from command where state = 'REPLAYING' and next_at <= current_timestamp order by next_at limit cast(:#${properties:rsp.sweep.batch} as integer)

select id from inbox where state in ('RECEIVED', 'ORPHAN') and next_at <= current_timestamp order by next_at limit cast(:#${properties:rsp.sweep.batch} as integer)

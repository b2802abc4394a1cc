-- Past their time: a sending whose bundle died, a wait past its deadline, a doubt nothing settled.
select id from operation where state = :#${variable.swept} and next_at <= current_timestamp order by next_at limit cast(:#${properties:rsp.sweep.batch} as integer)

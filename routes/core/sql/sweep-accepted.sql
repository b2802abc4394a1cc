-- Of each peer so many, so that the backlog of one does not hide what is due at the others.
select id from (
  select id, next_at, row_number() over (partition by peer order by next_at) as n from operation where state = 'ACCEPTED' and next_at <= current_timestamp) due
where n <= cast(:#${properties:rsp.sweep.batch} as integer)
order by next_at

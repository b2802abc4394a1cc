-- Profiles at this peer of which nothing was heard for so long; another bundle takes others.
select iccid from profile
where peer = :#${variable.peer} and state not in ('Deleted', 'Unavailable')
  and (check_at <= current_timestamp
       or check_at is null and greatest(observed_at, coalesce(reported_at, observed_at)) < current_timestamp - cast(:#${variable.every} as integer) * interval '1' second)
order by iccid limit cast(:#${properties:rsp.reconciliation.batch} as integer)
for update skip locked

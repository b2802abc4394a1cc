-- name: due
-- Profiles at this peer of which nothing was heard for so long; another instance takes others.
-- In: peer, every (s). Out: iccid.
select iccid from profile
where peer = :#${variable.peer} and state not in ('Deleted', 'Unavailable')
  and (check_at <= current_timestamp
       or check_at is null
       and greatest(observed_at, coalesce(reported_at, observed_at))
           < current_timestamp - cast(:#${variable.every} as integer) * interval '1' second)
order by iccid limit cast(:#${properties:rsp.reconciliation.batch} as integer)
for update skip locked

-- name: claim
-- Batch: not asked after again for five minutes, should no answer come.
update profile set check_at = current_timestamp + interval '5' minute where iccid = :#iccid

-- name: known
-- What we know of the profile. In: iccid, operationId. Out: no row for a profile of nobody; owner;
-- known_state (null: nothing) and known_at; touched, whether it was heard of since it was asked after;
-- open_orders, how many others may be changing it.
select i.tenant as owner, p.state as known_state,
       greatest(p.observed_at, coalesce(p.reported_at, p.observed_at)) as known_at,
       p.check_at is null as touched,
       (select count(*) from operation o
        where o.iccid = i.iccid and o.id <> coalesce(cast(:#${variable.operationId} as varchar), '-')
          and o.state in ('ACCEPTED', 'SENDING', 'WAITING', 'IN_DOUBT')) as open_orders
from inventory i left join profile p on p.iccid = i.iccid
where i.iccid = :#${variable.iccid}

-- name: same
-- Heard of, and as we know it. In: iccid, every (s).
update profile set check_at = current_timestamp + cast(:#${variable.every} as integer) * interval '1' second
where iccid = :#${variable.iccid}

-- name: set
-- The state that its peer reports. An EID that is another tenant's is not kept: nobody is shown what is not
-- theirs.
-- In: iccid, peer, reportedState, reportedEid, resultMatchingId.
update profile
set state = :#${variable.reportedState}, peer = :#${variable.peer},
    eid = case when exists (select 1 from euicc e
                            where e.eid = cast(:#${variable.reportedEid} as varchar)
                              and e.tenant <> profile.tenant)
               then eid else coalesce(cast(:#${variable.reportedEid} as varchar), eid) end,
    matching_id = coalesce(cast(:#${variable.resultMatchingId} as varchar), matching_id),
    observed_at = current_timestamp, check_at = null,
    downloads = downloads + rsp_downloaded(state, cast(:#${variable.reportedState} as varchar), false)
where iccid = :#${variable.iccid}

-- name: forget
-- A profile that is ordered or cancelled is on no device: what one told of it before is over.
-- In: iccid, reportedState.
delete from fact using (
  select subject, name from fact
  where subject = :#${variable.iccid} and source in ('handleDownloadProgressInfo', 'handleNotification')
    and :#${variable.reportedState} in ('Available', 'Unavailable', 'Allocated', 'Linked', 'Confirmed',
      'Released')
  order by name for update) told
where fact.subject = told.subject and fact.name = told.name

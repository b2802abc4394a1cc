-- name: apply
-- A notification of an SM-DP+, worked on: what it says of the profile and its device, its event, and the end
-- of its message (and of the dead letter that was). Only while this worker holds the message; if the ICCID is
-- a tenant's, and this peer may speak of it; if no operation is in doubt that it would prove; and if nothing
-- moves under the key meanwhile: that would not be seen here.
-- In: inboxId, attempts (the fence), lease (s), iccid (the key), peer, what it says: profileState,
-- notifiedEid, observedAt, observations (euicc.learn), proves; eventId, eventType, eventData, and hiddenData,
-- published instead when the EID is another tenant's; either with the inventory's profile type, if it has none.
-- settled: true once operations in doubt are settled and the key is locked.
-- Out: mine, whether this worker holds the message; tenant; eid_foreign; applied; and next_nudge, of the next
-- message of its key. What result.apply has too is changed there as well.
with mine as (
  select id, order_key from inbox
  where id = :#${variable.inboxId} and state in ('RECEIVED', 'ORPHAN')
    and attempts = cast(:#${variable.attempts} as integer)
  for update
), owner as (
  select i.tenant, e.eid is not null as eid_foreign,
         case when e.eid is null then cast(:#${variable.notifiedEid} as varchar) end as eid, i.profile_type
  from inventory i
  left join euicc e on e.eid = cast(:#${variable.notifiedEid} as varchar) and e.tenant <> i.tenant
  where i.iccid = :#${variable.iccid} and (i.peer is null or i.peer = :#${variable.peer})
), doubted as (
  select from operation o join owner on o.tenant = owner.tenant
  where o.iccid = :#${variable.iccid} and o.state = 'IN_DOUBT'
    and cast(:#${variable.proves} as boolean) and not eid_foreign
    and not cast(:#${variable.settled} as boolean)
), keyed as (
  select cast(xmin as varchar) as version from order_key where order_key = :#${variable.iccid}
), counted as (
  insert into order_key (order_key, sequence)
  select :#${variable.iccid}, 1 from mine, owner where not exists (select from doubted)
  on conflict (order_key) do update set sequence = order_key.sequence + 1
  where cast(order_key.xmin as varchar) = (select version from keyed)
  returning sequence
), observed as (
  -- Whether what it says replaces the state we know. Time: the peer's; without one it is 1970. Step: how far
  -- in a profile's life (life, below). Toggled: both are Enabled or Disabled.
  --   it has   the known has   it replaces the known
  --   time     time            if newer; in the same second, if its step is not earlier
  --   time     none            always if no report is known; else if toggled or its step is not earlier
  --   none     time            if no state is known; if its step is later than the known one's, which is
  --                            not Available or Unavailable
  --   none     none            the same, or if toggled or of the same step
  -- One with a time is also ignored if it is more than 15 s (clocks differ) older than the SM-DP+'s last
  -- answer.
  -- Once for each download (downloads), whatever else is told of it, and in which order.
  insert into profile (iccid, tenant, state, eid, peer, observed_at, reported_at, downloads)
  select :#${variable.iccid}, owner.tenant, cast(:#${variable.profileState} as varchar), owner.eid,
         :#${variable.peer},
         timestamp with time zone '1970-01-01 00:00:00+00',
         cast(:#${variable.observedAt} as timestamp with time zone),
         rsp_downloaded(null, cast(:#${variable.profileState} as varchar), false)
  from counted, owner where cast(:#${variable.profileState} as varchar) is not null
  on conflict (iccid) do update
  set state = excluded.state, eid = coalesce(excluded.eid, profile.eid), peer = excluded.peer,
      reported_at = greatest(excluded.reported_at, profile.reported_at), check_at = null,
      downloads = profile.downloads
                  + rsp_downloaded(profile.state, excluded.state,
                                   excluded.reported_at > greatest(profile.observed_at, profile.reported_at))
  where (select case
           when timed and known_timed
           then profile.reported_at < excluded.reported_at
                or profile.reported_at = excluded.reported_at and old_step <= new_step
           when timed then profile.reported_at is null or toggled or old_step <= new_step
           else profile.state is null or old_step < new_step
             and profile.state not in ('Available', 'Unavailable')
                or not known_timed and (toggled or old_step = new_step) end
         and (not timed or profile.observed_at <= excluded.reported_at + interval '15' second)
         from (select excluded.reported_at > timestamp with time zone '1970-01-01 00:00:00+00' as timed,
                      coalesce(profile.reported_at > timestamp with time zone '1970-01-01 00:00:00+00', false)
                        as known_timed,
                      profile.state in ('Enabled', 'Disabled')
                        and excluded.state in ('Enabled', 'Disabled') as toggled,
                      position(coalesce(profile.state, 'none') in life) as old_step,
                      position(excluded.state in life) as new_step
               from (select 'none Downloaded Error Installed Enabled Disabled Deleted' as life) one) step)
  returning iccid
), learned as (
  insert into fact (subject, tenant, name, content, eid, source, peer, operation_id, observed_at, recorded_at)
  select distinct on (subject, name) subject, rsp_owner(subject, owner.eid), name, content, owner.eid, source,
         shown.peer, null, "observedAt", current_timestamp
  from json_to_recordset(cast(:#${variable.observations} as json))
    as shown (subject varchar, name varchar, content varchar, source varchar, peer varchar,
             "observedAt" timestamp with time zone), owner
  -- Behind profile (order of locks).
  where exists (select from counted) and (select count(*) from observed) >= 0
  order by subject, name, "observedAt" desc
  on conflict (subject, name) do update
  set content = excluded.content, eid = excluded.eid, tenant = excluded.tenant, source = excluded.source,
      peer = excluded.peer, operation_id = excluded.operation_id, observed_at = excluded.observed_at,
      recorded_at = excluded.recorded_at
  where fact.observed_at <= excluded.observed_at
), published as (
  insert into event (id, tenant, subject, sequence, type, data, at)
  select :#${variable.eventId}, owner.tenant, :#${variable.iccid}, sequence, :#${variable.eventType},
         case when owner.profile_type is null or data.told like '%"profileType":%' then data.told
              else concat(left(data.told, -1), ',"profileType":', to_json(owner.profile_type), '}') end,
         current_timestamp
  from counted, owner,
       lateral (select case when eid_foreign then :#${variable.hiddenData}
                            else :#${variable.eventData} end) as data (told)
), closed as (
  update dead_letter set state = 'CLOSED', closed_at = current_timestamp
  where kind = 'callback' and id = :#${variable.inboxId} and state = 'REPLAYING'
    and exists (select from counted)
), ended as (
  update inbox set state = 'DONE', reason = null, next_at = null, tenant = owner.tenant
  from owner
  where inbox.id = :#${variable.inboxId} and exists (select from counted)
), later as (
  select i.id from inbox i join mine on i.order_key = mine.order_key
  where i.state = 'RECEIVED' and i.id <> mine.id order by i.id limit 1
), free as (
  select id from inbox
  where id = (select id from later) and state = 'RECEIVED' and next_at <= current_timestamp
    and length(raw) <= 4096
    and exists (select from counted)
  for update skip locked
), claimed as (
  -- The next of its key is claimed along, as it would have been when it was stored (southbound/inbox.insert).
  update inbox
  set attempts = attempts + 1,
      next_at = current_timestamp + least(10, cast(:#${variable.lease} as integer)) * interval '1' second
  from free
  where inbox.id = free.id
  returning json_build_object('inboxId', inbox.id, 'inboxKey', order_key, 'iccid', iccid, 'peer', peer,
                              'kind', kind, 'raw', raw, 'attempts', attempts, 'receivedAt',
                              received_at) as message
)
select exists (select from mine) as mine, (select tenant from owner) as tenant,
       coalesce((select eid_foreign from owner), false) as eid_foreign,
       exists (select from counted) as applied,
       coalesce((select cast(message as varchar) from claimed), (select id from later)) as next_nudge

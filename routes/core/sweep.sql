-- name: look
-- What is overdue, in one look. Out, for each state of an operation and for the inbox: …_lag, seconds the
-- oldest has waited (negative: none is overdue; 0: there are none), and …_due, whether there is something to
-- do; next_due, seconds until the next falls due. The same of eUICCs that are to be read again; one that was
-- never read is due, but has no lag. In: reconciledPeers (as in euiccs), the SM-SRs that may be asked for these.
with swept as (
  select * from json_to_recordset(cast(:#${variable.reconciledPeers} as json))
    as p (peer varchar, every integer, doubts boolean, most integer)
), card as (
  select (select min(audit_at) from euicc
          where (case when peer is null then '' else peer end) = swept.peer and audit_at is not null
            and (swept.every > 0 or doubted_at is not null)) as at
  from swept
  union all
  select (select coalesce(read_at, timestamp with time zone '1970-01-01 00:00:00+00') from euicc
          where (case when peer is null then '' else peer end) = swept.peer and audit_at is null
          order by read_at nulls first limit 1)
         + swept.every * interval '1' second
  from swept where swept.every > 0
), oldest as (
  select (select min(next_at) from operation where state = 'ACCEPTED') as accepted,
         (select min(next_at) from operation where state = 'SENDING') as sending,
         (select min(next_at) from operation where state = 'WAITING') as waiting,
         (select min(next_at) from operation where state = 'IN_DOUBT') as in_doubt,
         (select min(next_at) from inbox where state in ('RECEIVED', 'ORPHAN')) as inbox,
         (select min(at) from card) as euiccs,
         (select min(at) from card where at > timestamp with time zone '2020-01-01 00:00:00+00') as late
)
select coalesce(extract(epoch from current_timestamp - accepted), 0) as accepted_lag,
       accepted <= current_timestamp as accepted_due,
       coalesce(extract(epoch from current_timestamp - sending), 0) as sending_lag,
       sending <= current_timestamp as sending_due,
       coalesce(extract(epoch from current_timestamp - waiting), 0) as waiting_lag,
       waiting <= current_timestamp as waiting_due,
       coalesce(extract(epoch from current_timestamp - in_doubt), 0) as in_doubt_lag,
       in_doubt <= current_timestamp as in_doubt_due,
       coalesce(extract(epoch from current_timestamp - inbox), 0) as inbox_lag,
       inbox <= current_timestamp as inbox_due,
       coalesce(extract(epoch from current_timestamp - late), 0) as euiccs_lag,
       euiccs <= current_timestamp as euiccs_due,
       extract(epoch from least(accepted, sending, waiting, in_doubt, inbox, euiccs) - current_timestamp)
         as next_due
from oldest

-- name: accepted
-- Of each peer so many, so that the backlog of one does not hide what is due at the others. Out: id.
select id from (
  select id, next_at, row_number() over (partition by peer order by next_at) as n
  from operation where state = 'ACCEPTED' and next_at <= current_timestamp) due
where n <= cast(:#${properties:rsp.sweep.batch} as integer)
order by next_at

-- name: overdue
-- Past their time: a sending whose instance died, a wait past its deadline, a doubt nothing settled.
-- In: swept, the state. Out: id.
select id from operation where state = :#${variable.swept} and next_at <= current_timestamp
order by next_at limit cast(:#${properties:rsp.sweep.batch} as integer)

-- name: inbox
-- Messages of peers that are due: not worked on, or orphans to be matched again. Out: id.
select id from inbox where state in ('RECEIVED', 'ORPHAN') and next_at <= current_timestamp
order by next_at limit cast(:#${properties:rsp.sweep.batch} as integer)

-- name: euiccs
-- eUICCs that are to be read again, of each SM-SR so many: those in doubt, those never read, and then by age. None
-- while an operation in doubt is to be audited there: it goes first. Nothing is claimed yet (core/reconcile.claim).
-- Written with case, as the indexes are: under row-level security a coalesce is not looked up in one.
-- In: reconciledPeers, JSON: peer ('': of cards for which the inventory names none), every (s; 0: never by age),
-- doubts, most. Out: eid, peer.
select card.eid, card.peer
from json_to_recordset(cast(:#${variable.reconciledPeers} as json))
  as swept (peer varchar, every integer, doubts boolean, most integer)
cross join lateral (
  select eid, peer, doubted_at is null as certain, audit_at as at from (
    select * from euicc
    where (case when peer is null then '' else peer end) = swept.peer
      and audit_at is not null and audit_at <= current_timestamp
      and (swept.every > 0 or swept.doubts and doubted_at is not null)
    order by audit_at limit swept.most) doubted
  union all
  select eid, peer, true, null from (
    select * from euicc
    where (case when peer is null then '' else peer end) = swept.peer
      and audit_at is null and read_at is null and swept.every > 0
    limit swept.most) never
  union all
  select eid, peer, true, read_at from (
    select * from euicc
    where (case when peer is null then '' else peer end) = swept.peer and audit_at is null and swept.every > 0
      and read_at < current_timestamp - swept.every * interval '1' second
    order by read_at nulls first limit swept.most) old
  order by certain, at nulls first limit swept.most
) card
where not exists (select from operation
                  where state = 'IN_DOUBT' and peer = swept.peer and next_at <= current_timestamp)

-- name: purge-operations
-- With what happened to them, and links to their activation codes; what another instance is at is left to it.
-- In: age (s).
with old as (
  select id from operation
  where finished_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  order by finished_at, id limit 20000 for update skip locked
), timelines as (
  delete from timeline where operation_id in (select id from old)
), calls as (
  delete from call where operation_id in (select id from old)
), links as (
  delete from activation_link where operation_id in (select id from old)
)
delete from operation where id in (select id from old)

-- name: purge-inbox
-- Messages that are done, and orphans given up. In: age (s).
delete from inbox where id in (
  select id from inbox
  where state in ('DONE', 'ORPHAN') and next_at is null
    and received_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  order by received_at limit 20000)

-- name: purge-periodic-calls
-- Calls of the sweep, which belong to no operation. In: age (s).
delete from call where id in (
  select id from call
  where purpose = 'periodic'
    and started_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  order by started_at limit 20000)

-- name: purge-idempotency
-- Keys that are forgotten. In: age (s).
delete from idempotency where (tenant, idempotency_key) in (
  select tenant, idempotency_key from idempotency
  where created_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  order by created_at limit 20000)

-- name: purge-ws-tokens
-- What customers' messages brought once, and may not be brought again. Two minutes and twice as long as a message
-- counts, for it may have come up to a minute before it was made, by its sender's clock. In: age (s), for how long a
-- message counts.
delete from ws_token where (tenant, token) in (
  select tenant, token from ws_token
  where created_at < current_timestamp - (2 * cast(:#${variable.age} as bigint) + 120) * interval '1' second
  order by created_at limit 20000)

-- name: purge-block-list
-- Entries that have long expired. In: age (s).
delete from block_list where id in (
  select id from block_list
  where expires_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  order by expires_at limit 20000)

-- name: purge-activation-links
-- Links that have long expired. In: age (s).
delete from activation_link where id in (
  select id from activation_link
  where expires_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  order by expires_at limit 20000)

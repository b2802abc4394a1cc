-- name: look
-- What is overdue, in one look. Out, for each state of an operation and for the inbox: …_lag, seconds the
-- oldest has waited (negative: none is overdue; 0: there are none), and …_due, whether there is something to
-- do; next_due, seconds until the next falls due.
with oldest as (
  select (select min(next_at) from operation where state = 'ACCEPTED') as accepted,
         (select min(next_at) from operation where state = 'SENDING') as sending,
         (select min(next_at) from operation where state = 'WAITING') as waiting,
         (select min(next_at) from operation where state = 'IN_DOUBT') as in_doubt,
         (select min(next_at) from inbox where state in ('RECEIVED', 'ORPHAN')) as inbox
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
       extract(epoch from least(accepted, sending, waiting, in_doubt, inbox) - current_timestamp) as next_due
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

-- name: purge-operations
-- With what happened to them; what another instance is at is left to it. In: age (s).
with old as (
  select id from operation
  where finished_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  order by finished_at, id limit 20000 for update skip locked
), timelines as (
  delete from timeline where operation_id in (select id from old)
), calls as (
  delete from call where operation_id in (select id from old)
)
delete from operation where id in (select id from old)

-- name: purge-inbox
-- Messages that are done, and orphans given up. In: age (s).
delete from inbox where id in (
  select id from inbox
  where state in ('DONE', 'ORPHAN') and next_at is null
    and received_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  order by received_at limit 20000)

-- name: purge-idempotency
-- Keys that are forgotten. In: age (s).
delete from idempotency where (tenant, idempotency_key) in (
  select tenant, idempotency_key from idempotency
  where created_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second
  order by created_at limit 20000)

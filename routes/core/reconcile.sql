-- name: claim
-- Claims an eUICC for reading, if it is still due. It is due again when its result should have come, so that
-- nothing is lost if this instance ends. The call gets its row before it leaves. While an order is changing or
-- reading the eUICC, the read waits a minute. An order that begins at the same moment is not seen here; it then
-- explains what differs.
-- In: eid, peer, every (s; 0: never by age), resultTimeout (s), sendingId, callId, messageId, calledFunction,
-- purpose. Out: claimed.
with due as (
  select eid, tenant, audits,
         exists (select from operation o
                 where o.eid = euicc.eid and o.interface in ('es4', 'es2')
                   and (o.state in ('SENDING', 'WAITING')
                        or o.state in ('ACCEPTED', 'IN_DOUBT') and o.function not in ('getEIS', 'auditEIS'))
           ) as busy
  from euicc
  where eid = :#${variable.eid}
    and (audit_at <= current_timestamp
           and (doubted_at is not null or cast(:#${variable.every} as integer) > 0)
         or audit_at is null and cast(:#${variable.every} as integer) > 0
            and (read_at is null
                 or read_at < current_timestamp - cast(:#${variable.every} as integer) * interval '1' second))
  for update skip locked
), taken as (
  update euicc
  set audits = due.audits + case when busy then 0 else 1 end,
      audit_at = current_timestamp
        + case when busy then 60 else cast(:#${variable.resultTimeout} as integer) end * interval '1' second
  from due where euicc.eid = due.eid
), called as (
  insert into call (id, tenant, attempt, peer, function, call_id, purpose, message_id, eid, started_at)
  select :#${variable.sendingId}, tenant, audits + 1, :#${variable.peer}, :#${variable.calledFunction},
         :#${variable.callId}, :#${variable.purpose}, cast(:#${variable.messageId} as varchar), eid,
         current_timestamp
  from due where not busy
  returning id
)
select exists (select from called) as claimed

-- name: not-yet
-- By its SM-SR's own settings the card is not due, though by those of others it was: of a card without a peer in the
-- inventory the sweep does not know whose it is. So that it is not found again at once. In: eid, every (s).
update euicc
set audit_at = case when cast(:#${variable.every} as integer) > 0
                    then read_at + cast(:#${variable.every} as integer) * interval '1' second
                    else current_timestamp + interval '1' day end
where eid = :#${variable.eid}
  and (cast(:#${variable.every} as integer) = 0 and (audit_at is null or audit_at <= current_timestamp)
         and (doubted_at is null or audit_at is null)
       or cast(:#${variable.every} as integer) > 0 and audit_at is null
         and read_at >= current_timestamp - cast(:#${variable.every} as integer) * interval '1' second)

-- name: later
-- Nobody can be asked for it: looked at again tomorrow. In: eid.
update euicc set audit_at = current_timestamp + interval '1' day
where eid = :#${variable.eid} and (audit_at is null or audit_at <= current_timestamp)

-- name: failed
-- The SM-SR did not show the card. Asked again soon, doubling; after so many times in vain, or if it never can
-- (over), not before its time comes again, at the earliest in a day. Whatever came of an older call counts for
-- nothing once the card was read.
-- In: eid, every (s), over, maxAttempts, auditDelay, maxAuditDelay (s). Out: given_up; no row if it was read.
with tried as (
  select eid, cast(:#${variable.over} as boolean) or audits >= cast(:#${variable.maxAttempts} as integer)
         as given_up
  from euicc where eid = :#${variable.eid} and audit_at is not null
  for update
)
update euicc
set audits = case when given_up then 0 else audits end,
    audit_at = current_timestamp + interval '1' second
      * case when given_up then greatest(86400, cast(:#${variable.every} as integer))
             else least(cast(:#${variable.auditDelay} as bigint) << least(20, greatest(0, audits - 1)),
                        cast(:#${variable.maxAuditDelay} as bigint)) end
from tried where euicc.eid = tried.eid
returning given_up

-- name: doubt
-- Nobody knows what became of an order on this card: the sweep reads it next. In: eid.
update euicc
set doubted_at = current_timestamp, audit_at = current_timestamp, audits = 0
where eid = cast(:#${variable.eid} as varchar)

-- Open dead letters a filter means: how many, and first those whose subscription takes them, of these those not replayed for longest, of these the oldest, so that a key's are replayed in order.
select id, replay, matched from (
select l.id, l.created_at, l.replayed_at, cast(:#${variable.replay} as varchar) as replay, count(*) over () as matched,
       case when l.kind <> 'delivery' or exists (select 1 from subscription s where s.id = d.subscription_id and s.state = 'ENABLED') then 0 else 1 end as held
from dead_letter l
left join delivery d on l.kind = 'delivery' and d.id = l.id
where l.state = 'OPEN' and (cast(:#${variable.scope} as varchar) is null or l.tenant = :#${variable.scope})
  and (cast(:#${variable.id} as varchar) is null or l.id = :#${variable.id})
  and (cast(:#${variable.filterKind} as varchar) is null or l.kind = :#${variable.filterKind})
  and (cast(:#${variable.filterType} as varchar) is null or l.type ~ :#${variable.filterType})
  and (cast(:#${variable.filterSubject} as varchar) is null or l.subject = :#${variable.filterSubject})
  and (cast(:#${variable.filterSubscription} as varchar) is null or d.subscription_id = :#${variable.filterSubscription})
  and (cast(:#${variable.filterSince} as timestamp with time zone) is null or l.created_at >= cast(:#${variable.filterSince} as timestamp with time zone))
  and (cast(:#${variable.filterUntil} as timestamp with time zone) is null or l.created_at < cast(:#${variable.filterUntil} as timestamp with time zone))) l
order by held, replayed_at nulls first, created_at, id limit 10000

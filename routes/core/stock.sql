-- name: look
-- Types of which a tenant's pool has come to another level: low, where fewer than rsp.stock.low profiles are available
-- (of a tenant in rsp.stock.low-of so many), or they last fewer than rsp.stock.days-left days; empty, once that is
-- said and none is left; enough, a tenth above both, or a pool that is gone.
-- Use is what orders took in the last rsp.stock.weeks weeks, a day; or since the first of them, at least a week. No more
-- profiles are counted than decide.
-- Out: stock_tenant, stock_type, stock_level; stock_key, the order key of its events; stock_data, what they say, JSON.
with recursive type (tenant, profile_type) as (
  (select tenant, profile_type from inventory
   where stock_state is not null and profile_type is not null
   order by tenant, profile_type limit 1)
  union all
  select next.tenant, next.profile_type
  from type cross join lateral (
    select tenant, profile_type from inventory i
    where stock_state is not null and profile_type is not null
      and (i.tenant, i.profile_type) > (type.tenant, type.profile_type)
    order by tenant, profile_type limit 1) next
), used as (
  select type.*, coalesce(
           (select cast(split_part(entry, '=', 2) as integer)
            from unnest(string_to_array(:#${properties:rsp.stock.low-of}, ',')) entry
            where split_part(entry, '=', 1) = type.tenant),
           cast(:#${properties:rsp.stock.low} as integer)) as threshold,
         cast(:#${properties:rsp.stock.days-left} as integer) as days,
         (select count(*) / greatest(7, extract(epoch from current_timestamp - min(taken_at)) / 86400)
          from inventory i
          where i.tenant = type.tenant and i.profile_type = type.profile_type
            and i.taken_at > current_timestamp
                             - cast(:#${properties:rsp.stock.weeks} as integer) * interval '7' day) as per_day
  from type
), counted as (
  select used.*, coalesce(alert.level, 'enough') as was,
         (select count(*) from (select from inventory i
                                where i.tenant = used.tenant and i.profile_type = used.profile_type
                                  and i.stock_state = 'available'
                                limit cast(ceil(greatest(threshold, per_day * days) * 1.1) as bigint) + 1) enough
         ) as available
  from used left join stock_alert alert on alert.tenant = used.tenant and alert.profile_type = used.profile_type
), judged as (
  select counted.*,
         case when was = 'enough'
                   and (available < threshold or available < per_day * days) then 'low'
              when was = 'low' and available = 0 then 'empty'
              when was <> 'enough' and available >= threshold * 1.1 and available >= per_day * days * 1.1
              then 'enough' end as becomes
  from counted
)
select tenant as stock_tenant, profile_type as stock_type, becomes as stock_level,
       concat('stock-', left(regexp_replace(tenant, '[^A-Za-z0-9]', '-', 'g'), 41), '-',
              left(md5(concat(tenant, ' ', profile_type)), 16)) as stock_key,
       cast(json_strip_nulls(json_build_object(
         'profileType', profile_type, 'available', available, 'usedPerDay', round(nullif(per_day, 0), 1),
         'daysLeft', floor(available / nullif(per_day, 0)), 'threshold', threshold)) as varchar) as stock_data
from judged where becomes is not null
union all
select tenant, profile_type, 'enough', '', '' from stock_alert alert
where not exists (select from type where type.tenant = alert.tenant and type.profile_type = alert.profile_type)

-- name: publish
-- Says once that a pool is low, or empty: who says it first keeps the row and publishes the event.
-- In: stock_tenant, stock_type, stock_level (low or empty), stock_key, stock_data; eventId. Out: said, 1; or no row.
with marked as (
  insert into stock_alert (tenant, profile_type, level, since)
  values (:#${variable.stockTenant}, :#${variable.stockType}, :#${variable.stockLevel}, current_timestamp)
  on conflict (tenant, profile_type) do update set level = excluded.level, since = excluded.since
  where stock_alert.level = 'low' and excluded.level = 'empty'
  returning tenant
), counted as (
  insert into order_key (order_key, sequence) select :#${variable.stockKey}, 1 from marked
  on conflict (order_key) do update set sequence = order_key.sequence + 1
  returning sequence
), published as (
  insert into event (id, tenant, subject, sequence, type, data, at)
  select :#${variable.eventId}, marked.tenant, :#${variable.stockKey}, counted.sequence,
         concat('rsp.stock.', cast(:#${variable.stockLevel} as varchar)), :#${variable.stockData}, current_timestamp
  from marked, counted
)
select 1 as said from marked

-- name: enough
-- A pool is filled again, or gone: the next time that it is low, that is said. In: stockTenant, stockType.
delete from stock_alert where tenant = :#${variable.stockTenant} and profile_type = :#${variable.stockType}

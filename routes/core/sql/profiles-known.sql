-- What we know of the profile, whether it was heard of since it was asked after (touched), and whether an order is open that may be changing it.
select i.tenant as owner, p.state as known_state, greatest(p.observed_at, coalesce(p.reported_at, p.observed_at)) as known_at,
       case when p.check_at is null then 'true' else 'false' end as touched,
       (select count(*) from operation o where o.iccid = i.iccid and o.id <> coalesce(cast(:#${variable.operationId} as varchar), '-')
        and o.state in ('ACCEPTED', 'SENDING', 'WAITING', 'IN_DOUBT')) as open_orders
from inventory i left join profile p on p.iccid = i.iccid
where i.iccid = :#${variable.iccid}

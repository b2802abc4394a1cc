select id as order_id from service_order
where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (cast(:#${variable.state} as varchar) is null or upper(state) = :#${variable.state})
  and (cast(:#${variable.externalId} as varchar) is null or external_id = :#${variable.externalId})
order by id desc
limit cast(:#${variable.limit} as integer) offset cast(coalesce(:#${variable.offset}, '0') as integer)

select count(*) as total from service_order
where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (cast(:#${variable.state} as varchar) is null or upper(state) = :#${variable.state})
  and (cast(:#${variable.externalId} as varchar) is null or external_id = :#${variable.externalId})

insert into subscription (id, tenant, channel, address, types, type_pattern, format, secret, state, created_at, relayed_to)
select :#${variable.subscriptionId}, cast(:#${variable.owner} as varchar), :#${variable.channel}, :#${variable.address}, :#${variable.types}, :#${variable.typePattern},
       cast(:#${variable.format} as varchar), cast(:#${variable.keptSecret} as varchar), 'ENABLED', current_timestamp,
       (select position from fan_out where id = 1)
where (select count(*) from subscription where coalesce(tenant, '') = coalesce(cast(:#${variable.owner} as varchar), '')) < cast(:#${properties:rsp.delivery.max-subscriptions} as integer)

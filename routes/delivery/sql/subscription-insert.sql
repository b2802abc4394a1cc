insert into subscription (id, tenant, channel, address, types, type_pattern, secret, state, created_at)
values (:#${variable.subscriptionId}, :#${variable.owner}, :#${variable.channel}, :#${variable.address}, :#${variable.types}, :#${variable.typePattern},
        :#${variable.secret}, 'ENABLED', current_timestamp)

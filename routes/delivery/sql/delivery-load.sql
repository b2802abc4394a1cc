select d.id, d.event_id, d.tenant, e.subject, d.attempts, d.replay, e.type, e.at, e.sequence, e.data, s.channel, s.format, coalesce(o.reply_to, s.address) as address, o.reply_context, s.secret,
       case when s.previous_until > current_timestamp then s.previous_secret end as previous_secret
from delivery d join event e on e.id = d.event_id join subscription s on s.id = d.subscription_id
left join operation o on o.id = e.operation_id and s.channel = 'reply'
where d.subscription_id = :#${variable.subscriptionId} and d.order_key = :#${variable.key} and d.state = 'SENDING'
order by d.position limit 1

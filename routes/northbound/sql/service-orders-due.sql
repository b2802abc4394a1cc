select id as order_id from service_order where next_at <= current_timestamp order by next_at limit 1

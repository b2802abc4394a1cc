-- next_at lies ahead: nobody else works on it meanwhile, and one that fails is not tried at every beat.
update service_order set next_at = current_timestamp + interval '30' second where id = :#${variable.serviceOrderId} and next_at <= current_timestamp

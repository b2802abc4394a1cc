update service_order_item set fault = :#${variable.fault} where order_id = :#${variable.serviceOrderId} and line = :#${variable.jobLine}

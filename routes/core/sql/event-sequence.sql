update order_key set sequence = sequence + 1 where order_key = :#${variable.orderKey}

-- Every move under one order key queues here, so that events commit in the order of their sequence.
select sequence from order_key where order_key = :#${variable.orderKey} for update

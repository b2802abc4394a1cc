-- No fan-out while this transaction lasts: none gives a subscription that goes away its last events.
select position from fan_out where id = 1 for update

-- The one fan-out: whoever holds this row; others find nothing and leave it to them.
select position from fan_out where id = 1 for update skip locked

select position from fan_out where id = 1

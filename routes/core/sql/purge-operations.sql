delete from operation where finished_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second

select subject, name, content, eid, source, peer, operation_id, observed_at from fact where subject = :#${variable.iccid} order by name

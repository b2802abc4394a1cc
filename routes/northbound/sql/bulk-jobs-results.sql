select id, job_line, client_reference, function, eid, iccid, state, status, result from operation where job_id = ? order by job_line

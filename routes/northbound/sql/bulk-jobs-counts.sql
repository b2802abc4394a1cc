select state, count(*) as number from operation where job_id = :#${variable.id} group by state

-- The lines submitted last: what a chunk that was not counted any more has done.
select job_line from operation where job_id = ? order by job_line desc limit ?

-- How many operations of the job are under way.
select count(*) as job_open from operation where job_id = :#${variable.jobId} and state in ('ACCEPTED', 'SENDING', 'WAITING')

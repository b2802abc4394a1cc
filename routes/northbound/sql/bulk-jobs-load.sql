select tenant as job_tenant, name as job_name, source as job_source, format as job_format, state as job_state, position as job_position, lines as job_lines,
       rejected as job_rejected, cancelled as job_cancelled, attempts as job_attempts
from bulk_job where id = :#${variable.jobId}

-- An upload whose answer was lost and that is sent again, under the same Idempotency-Key, is the same job.
alter table bulk_job add column idempotency_key varchar(255);
create unique index bulk_job_key on bulk_job (tenant, idempotency_key);

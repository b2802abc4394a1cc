-- What the purge looks for.
create index operation_finished on operation (finished_at);

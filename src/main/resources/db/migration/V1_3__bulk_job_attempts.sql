-- attempts: at the chunk under way, counted before it; 0 when it went well. deliveries: of results that could not be brought to their folder.
alter table bulk_job add column attempts integer not null default 0;
alter table bulk_job add column deliveries integer not null default 0;

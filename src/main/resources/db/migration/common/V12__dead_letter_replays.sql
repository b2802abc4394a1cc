-- What was replayed in vain is behind what was not replayed for longer.
alter table dead_letter add column replayed_at timestamp with time zone;

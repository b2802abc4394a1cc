-- Seconds the oldest due delivery has waited (negative: none is due yet).
select coalesce(extract(epoch from (current_timestamp - least((select min(next_at) from delivery where relayed and state = 'PENDING'),
                                                              (select min(next_at) from delivery where not relayed and state = 'PENDING')))), 0) as lag

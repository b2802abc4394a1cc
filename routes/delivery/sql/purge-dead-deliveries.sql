delete from delivery where state = 'DEAD' and not exists (select 1 from dead_letter l where l.kind = 'delivery' and l.id = delivery.id)

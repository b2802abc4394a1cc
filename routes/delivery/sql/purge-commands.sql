delete from command where state = 'DEAD' and not exists (select 1 from dead_letter where dead_letter.id = command.id)

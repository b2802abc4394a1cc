-- Counts only if this attempt still holds the row.
update delivery set state = 'DELIVERED', next_at = null where id = :#id and state = 'SENDING' and attempts = :#attempts

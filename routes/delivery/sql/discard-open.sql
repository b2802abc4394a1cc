update dead_letter set state = 'DISCARDED', closed_at = current_timestamp where id = :#id and state = 'OPEN'

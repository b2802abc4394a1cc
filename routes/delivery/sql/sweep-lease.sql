-- A sending whose bundle died is pending again; the receiver knows a repeat by its webhook-id.
update delivery set state = 'PENDING', next_at = current_timestamp where state = 'SENDING' and next_at <= current_timestamp

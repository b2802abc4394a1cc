-- What is due again, in the same transaction.
update dead_letter set state = 'REPLAYING', replayed_at = current_timestamp
where id = :#id and state = 'OPEN'
  and (exists (select 1 from delivery d where d.id = :#id and d.state = 'PENDING' and d.replay = :#replay)
       or exists (select 1 from inbox i where i.id = :#id and i.state = 'RECEIVED')
       or exists (select 1 from command c where c.id = :#id and c.state = 'REPLAYING'))

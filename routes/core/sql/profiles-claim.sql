-- Batch: not asked after again for five minutes, should no answer come.
update profile set check_at = current_timestamp + interval '5' minute where iccid = :#iccid

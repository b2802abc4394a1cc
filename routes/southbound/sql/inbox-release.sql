-- An equal message that came before the replay window is another one: it gives up the key. (No window: there is no other.)
update inbox set dedupe_key = id
where dedupe_key = :#${variable.dedupeKey} and received_at < current_timestamp - cast(:#${variable.replayWindow} as integer) * interval '1' second

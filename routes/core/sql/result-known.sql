-- Whether this is the result the call has had; read under the order key's lock, as the same one may be in work on another thread.
select case when answer_hash = :#${variable.answerHash} then 'true' else 'false' end as known from call where id = :#${variable.sendingId}

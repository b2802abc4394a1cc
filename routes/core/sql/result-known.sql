-- The result this call has had, read under the order key's lock: the same one may be in work on another thread.
select answer_hash from call where id = :#${variable.sendingId}

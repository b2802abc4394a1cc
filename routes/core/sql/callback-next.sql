-- The next one of this profile that waited for the one just worked on.
select id from inbox where iccid = :#${variable.iccid} and state = 'RECEIVED' order by id limit 1

-- Recorded as an operation: what it held is there, its secrets too.
delete from command where id = :#${variable.commandId}

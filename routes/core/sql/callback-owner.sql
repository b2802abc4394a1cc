-- The tenant of the ICCID, if this peer may speak of it.
select tenant from inventory
where iccid = :#${variable.iccid} and (peer is null or peer = :#${variable.peer})

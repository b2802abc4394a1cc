update inventory set peer = :#${variable.peer} where iccid = :#${variable.profileIccid} and peer is null

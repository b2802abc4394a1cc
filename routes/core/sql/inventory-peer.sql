-- Where the profile is: at the peer that has just executed an order for it.
update inventory set peer = :#${variable.peer} where iccid = :#${variable.profileIccid} and (peer is null or peer <> :#${variable.peer})

select eid, matching_id from profile where iccid = :#${variable.iccid}

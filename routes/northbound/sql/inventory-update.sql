-- Only the tenant's own, unless the operator (last parameter) moves it.
update inventory set tenant = ?, eid = ?, profile_type = ?, peer = ? where iccid = ? and (tenant = ? or cast(? as boolean))

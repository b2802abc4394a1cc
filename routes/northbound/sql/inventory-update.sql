-- Only the tenant's own, unless the operator (last parameter) moves it. The SM-DP+ stays when the line names a SM-SR (fourth parameter).
update inventory set tenant = ?, eid = ?, profile_type = ?, peer = case when cast(? as boolean) then peer else cast(? as varchar) end
where iccid = ? and (tenant = ? or cast(? as boolean))

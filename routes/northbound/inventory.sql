-- name: euicc-insert
insert into euicc (eid, tenant) values (?, ?) on conflict do nothing

-- name: euicc-peer
update euicc set peer = ? where eid = ? and tenant = ?

-- name: euicc-update
update euicc set tenant = ? where eid = ?

-- name: insert
insert into inventory (iccid, tenant, eid, profile_type, peer) values (?, ?, ?, ?, ?) on conflict do nothing

-- name: update
-- Only the tenant's own, unless the operator (last parameter) moves it. The SM-DP+ stays when the line names a SM-SR (fourth parameter).
update inventory set tenant = ?, eid = ?, profile_type = ?, peer = case when cast(? as boolean) then peer else cast(? as varchar) end
where iccid = ? and (tenant = ? or cast(? as boolean))

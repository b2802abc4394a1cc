-- name: smsr
-- The SM-SR that has the eUICC, as far as the inventory knows: a peer, or the EntityId of one that is none of ours.
-- In: eid. Out: peer, null or no row if not known.
select peer from euicc where eid = :#${variable.eid}

-- name: owner
-- Whose profile it is. In: iccid. Out: tenant; no row if nobody's.
select tenant from inventory where iccid = :#${variable.iccid}

-- name: taken
-- Why an ICCID cannot be what a lost answer brought: it is another's, or another order of ours has it.
select i.tenant as held_by, p.state as held_state from inventory i left join profile p on p.iccid = i.iccid where i.iccid = :#${variable.resultIccid}

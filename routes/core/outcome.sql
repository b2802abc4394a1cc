-- name: eid-foreign
-- Whether the eUICC that an answer names is another tenant's.
select 1 from euicc where eid = :#${variable.resultEid} and tenant <> :#${variable.tenant}

-- name: eid-foreign
-- Whether the eUICC that an answer names is another tenant's. In: resultEid, tenant. Out: 1, or no row.
select 1 from euicc where eid = :#${variable.resultEid} and tenant <> :#${variable.tenant}

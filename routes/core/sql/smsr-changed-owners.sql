-- Whom it concerns that an eUICC has another SM-SR: its tenant, under its EID, and every other with a profile on it, under the profile's
-- ICCID; each with its own profiles among those shown. Only the SM-SR that has the eUICC by what we know, or the new one, may say so.
select told.tenant, told.order_key,
       (select coalesce(string_agg(i.iccid, ','), '') from inventory i where i.tenant = told.tenant and i.iccid = any(cast(:#${variable.shownIccids} as varchar[]))) as own
from (
  select e.tenant, e.eid as order_key from euicc e where e.eid = :#${variable.eid}
  union all
  select i.tenant, min(i.iccid) from inventory i left join euicc e on e.eid = i.eid
  where i.eid = :#${variable.eid} and i.tenant is distinct from e.tenant group by i.tenant) told
where not exists (select 1 from euicc e where e.eid = :#${variable.eid} and e.peer <> :#${variable.peer}) or :#${variable.newcomer} = 'true'
order by told.order_key

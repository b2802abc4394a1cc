-- name: list
-- A page of entries, newest first. In: scope (null: everybody's, and every tenant's); kind, eid, iccid (an entry stops
-- orders about it; each null: any), limit, cursor (the last id of the page before; null or empty: the first page),
-- format (csv: without those that have expired, which could not be put again). Out: rows; tenant is null in an entry
-- for everybody's orders.
select id as row_key, id, tenant, kind, value, reason, expires_at, put_by, put_at
from block_list
where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (cast(:#${variable.kind} as varchar) is null or kind = :#${variable.kind})
  and (cast(:#${variable.eid} as varchar) is null
       or kind in ('eid', 'eid-range', 'eum') and from_number <= :#${variable.eid} and to_number >= :#${variable.eid})
  and (cast(:#${variable.iccid} as varchar) is null or kind = 'iccid' and from_number = :#${variable.iccid})
  and (coalesce(cast(:#${variable.cursor} as varchar), '') = '' or id < :#${variable.cursor})
  and (coalesce(cast(:#${variable.format} as varchar), '') <> 'csv' or expires_at is null
       or expires_at > current_timestamp)
order by id desc limit cast(:#${variable.limit} as integer)

-- name: put
-- New entries; of those that are there, by tenant, kind and value, the reason and expiry. In: blockEntries, a JSON
-- array; tenant, who puts them. Out: added and changed, how many.
with given as (
  select * from json_to_recordset(cast(:#${variable.blockEntries} as json)) as g (
    id varchar, tenant varchar, kind varchar, value varchar, from_number varchar, to_number varchar, reason varchar,
    expires_at timestamp with time zone)
), put as (
  insert into block_list (id, tenant, kind, value, from_number, to_number, reason, expires_at, put_by, put_at)
  select id, tenant, kind, value, from_number, to_number, reason, expires_at, :#${variable.tenant}, current_timestamp
  from given order by coalesce(tenant, ''), kind, value
  on conflict ((coalesce(tenant, '')), kind, value) do update
  set reason = excluded.reason, expires_at = excluded.expires_at, put_by = excluded.put_by, put_at = excluded.put_at
  returning xmax = 0 as added
)
select count(*) filter (where added) as added, count(*) filter (where not added) as changed from put

-- name: delete
-- One entry. In: scope (null: an operator); id, or kind and value, which an operator says of the entry for everybody's
-- orders. Out: update count 1 if there was such an entry.
delete from block_list
where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (id = cast(:#${variable.id} as varchar)
       or cast(:#${variable.id} as varchar) is null and kind = :#${variable.kind} and value = :#${variable.value}
          and coalesce(tenant, '') = coalesce(cast(:#${variable.scope} as varchar), ''))

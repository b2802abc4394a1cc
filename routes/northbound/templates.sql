-- name: list
-- A page of templates, newest first. In: scope (null: every tenant's), name (null: any), limit, cursor (the last id of
-- the page before; null or empty: the first page). Out: rows; tenant is null in one for everybody.
select id, tenant, name, content, valid_from, valid_until, put_at,
       case when cast(:#${variable.scope} as varchar) is null or tenant is not null then put_by end as put_by
from template
where (cast(:#${variable.scope} as varchar) is null or tenant is null or tenant = :#${variable.scope})
  and (cast(:#${variable.name} as varchar) is null or name = :#${variable.name})
  and (coalesce(cast(:#${variable.cursor} as varchar), '') = '' or id < :#${variable.cursor})
order by id desc limit cast(:#${variable.limit} as integer)

-- name: put
-- New templates, and what those that are there, by tenant and name, say from now on. In: templates, a JSON array;
-- tenant, who puts them. Out: added and changed, how many.
with given as (
  select * from json_to_recordset(cast(:#${variable.templates} as json)) as g (
    id varchar, tenant varchar, name varchar, content varchar, valid_from timestamp with time zone,
    valid_until timestamp with time zone)
), put as (
  insert into template (id, tenant, name, content, valid_from, valid_until, put_by, put_at)
  select id, tenant, name, content, valid_from, valid_until, :#${variable.tenant}, current_timestamp
  from given order by name, coalesce(tenant, '')
  on conflict (name, (coalesce(tenant, ''))) do update
  set content = excluded.content, valid_from = excluded.valid_from, valid_until = excluded.valid_until,
      put_by = excluded.put_by, put_at = excluded.put_at
  returning xmax = 0 as added
)
select count(*) filter (where added) as added, count(*) filter (where not added) as changed from put

-- name: delete
-- One template. In: scope (null: an operator); id, or name, which an operator says of the one for everybody.
-- Out: update count 1 if there was one.
delete from template
where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (id = cast(:#${variable.id} as varchar)
       or cast(:#${variable.id} as varchar) is null and name = :#${variable.name}
          and coalesce(tenant, '') = coalesce(cast(:#${variable.scope} as varchar), ''))

-- With what each held; what another instance is at is left to it.
with old as (select id from dead_letter where state in ('CLOSED', 'DISCARDED') and closed_at < current_timestamp - cast(:#${variable.age} as bigint) * interval '1' second order by closed_at, id limit 20000 for update skip locked),
attempts as (delete from attempt where delivery_id in (select id from old)),
deliveries as (delete from delivery where state = 'DEAD' and id in (select id from old)),
commands as (delete from command where state = 'DEAD' and id in (select id from old)),
callbacks as (delete from inbox where state = 'DEAD' and id in (select id from old))
delete from dead_letter where id in (select id from old)

-- serial keeps the order within a key; between keys any order is right.
select id, cast(:#${variable.base} as bigint) + row_number() over (order by serial) as position
from event where position is null order by serial limit cast(:#${properties:rsp.fan-out.batch} as integer)

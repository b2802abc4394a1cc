select * from bulk_job
where (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})
  and (cast(:#${variable.cursor} as varchar) is null or id < :#${variable.cursor})
order by id desc limit cast(:#${variable.limit} as integer)

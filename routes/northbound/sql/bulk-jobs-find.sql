select * from bulk_job where id = :#${variable.id} and (cast(:#${variable.scope} as varchar) is null or tenant = :#${variable.scope})

-- Orders whose fate a notification of this profile proves: it could not have been downloaded otherwise.
select id from operation
where iccid = :#${variable.iccid} and tenant = :#${variable.tenant} and state = 'IN_DOUBT'
  and (function in ('downloadOrder', 'confirmOrder', 'releaseProfile') or function = 'orderProfile' and step = 'confirmOrder')
order by id

-- Keys whose first delivery is due: waits that ended, and nudges that JMS lost.
select distinct subscription_id || '|' || order_key as due
from (select subscription_id, order_key from delivery where not relayed and state = 'PENDING' and next_at <= current_timestamp order by next_at
      limit cast(:#${properties:rsp.sweep.batch} as integer)) d

-- Keys that have something due: waits that ended, and nudges that JMS lost. Of each subscription so many, so that the backlog of one does not hide what is due to the others.
select distinct subscription_id || '|' || order_key as due
from (select subscription_id, order_key, row_number() over (partition by subscription_id order by next_at) as n
      from delivery where not relayed and state = 'PENDING' and next_at <= current_timestamp
        and subscription_id in (select id from subscription where state = 'ENABLED')) d
where n <= cast(:#${properties:rsp.sweep.batch} as integer)

-- name: keep
-- Keeps what a customer's message may bring only once, for all instances. In: tenant, wsToken. Out: fresh, false if it
-- came before.
with kept as (
  insert into ws_token (tenant, token, created_at)
  values (:#${variable.tenant}, :#${variable.wsToken}, current_timestamp)
  on conflict do nothing returning token)
select exists (select from kept) as fresh

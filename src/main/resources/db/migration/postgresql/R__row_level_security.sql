-- The second wall between tenants: a connection that works for a tenant (rsp.tenant, set by the bundle) sees and writes that tenant's rows only,
-- whatever a statement forgets. Workers, who work for everybody, set none. Superusers and roles with bypassrls are not held by it.

create or replace function rsp_tenant() returns varchar language sql stable as $$ select coalesce(current_setting('rsp.tenant', true), '') $$;

do $$
declare
  t text;
begin
  foreach t in array array['operation', 'idempotency', 'inventory', 'euicc', 'profile', 'event', 'delivery', 'dead_letter', 'subscription', 'command', 'inbox', 'bulk_job', 'service_order'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('drop policy if exists tenant on %I', t);
    if t <> 'operation' then
      execute format('create policy tenant on %I using ((select rsp_tenant()) = '''' or tenant = (select rsp_tenant()))', t);
    end if;
  end loop;
  foreach t in array array['timeline', 'call', 'attempt', 'fact', 'service_order_item'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('drop policy if exists tenant on %I', t);
  end loop;
end $$;

-- Who has a profile, whoever asks: the only question across tenants.
create or replace function rsp_owner(subject varchar) returns varchar language plpgsql stable as $$
declare
  asking varchar := coalesce(current_setting('rsp.tenant', true), '');
  owner varchar;
begin
  perform set_config('rsp.tenant', '', true);
  select i.tenant into owner from inventory i where i.iccid = subject;
  perform set_config('rsp.tenant', asking, true);
  return owner;
end $$;

-- An order may be accepted only for what the inventory says is the tenant's, unless another system says that (rsp.ownership.elsewhere); one that is
-- refused may name anything, as nothing is sent.
create policy tenant on operation
  using ((select rsp_tenant()) = '' or tenant = (select rsp_tenant()))
  with check ((select rsp_tenant()) = '' or tenant = (select rsp_tenant()) and (state = 'REFUSED' or current_setting('rsp.elsewhere', true) = 'true'
    or (eid is null or exists (select 1 from euicc e where e.eid = operation.eid and e.tenant = operation.tenant))
   and (iccid is null or exists (select 1 from inventory i where i.iccid = operation.iccid and i.tenant = operation.tenant
                                   and (operation.eid is null or i.eid is null or i.eid = operation.eid)))));

create policy tenant on timeline using ((select rsp_tenant()) = '' or exists (select 1 from operation o where o.id = timeline.operation_id and o.tenant = (select rsp_tenant())));
create policy tenant on call using ((select rsp_tenant()) = '' or exists (select 1 from operation o where o.id = call.operation_id and o.tenant = (select rsp_tenant())));
create policy tenant on service_order_item using ((select rsp_tenant()) = '' or exists (select 1 from service_order s where s.id = service_order_item.order_id and s.tenant = (select rsp_tenant())));
create policy tenant on attempt using ((select rsp_tenant()) = '' or exists (select 1 from delivery d where d.id = attempt.delivery_id and d.tenant = (select rsp_tenant())));
-- A fact about a card is its owner's; one about a profile the profile's owner's, and the card's owner's where nobody has the profile.
create policy tenant on fact using ((select rsp_tenant()) = ''
  or coalesce(rsp_owner(subject), (select e.tenant from euicc e where e.eid = fact.eid)) = (select rsp_tenant()));

-- Insert-only; written in the form that blocks and checkpoints are made from.
create table audit_head (
  one boolean primary key default true check (one),
  epoch int not null
);
insert into audit_head (epoch) values (1);
grant select on audit_head to keyhold_audit;

create table audit_entry (
  id uuid not null,
  at timestamptz not null,
  epoch int not null,
  xid xid8 not null,
  log_account uuid,
  log_subject uuid,
  actor_kind text not null,
  actor text,
  action text not null,
  object_kind text,
  object uuid,
  outcome text not null,
  n int not null check (n > 0),
  request_id text,
  token_fp bytea check (length(token_fp) = 16),
  detail text,
  private bytea,
  primary key (epoch, xid, id, at)
) partition by range (at);
create index on audit_entry (log_account, object, at desc);
create index on audit_entry (log_account, at desc);
alter table audit_entry enable row level security;
alter table audit_entry force row level security;
create policy write on audit_entry for insert to keyhold_audit with check (true);
-- A subquery of the account's own row: the log holds only its pseudonym.
create policy own on audit_entry for select to keyhold_app using (log_account = (select a.log_account from accounts a where a.id = (select app_account())));
grant insert on audit_entry to keyhold_audit;
grant select on audit_entry to keyhold_app;

create function audit_refuse() returns trigger language plpgsql as $$
begin raise exception 'the audit log is insert-only' using errcode = '42501'; end $$;
create trigger insert_only before update or delete on audit_entry for each row execute function audit_refuse();
create trigger no_truncate before truncate on audit_entry for each statement execute function audit_refuse();

-- The partition of a month, made ahead by a job and, should that have failed, by the writer itself.
create function audit_month(p_at timestamptz) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  first timestamp := date_trunc('month', p_at at time zone 'UTC');
  name text := 'audit_entry_' || to_char(first, 'YYYY_MM');
begin
  if to_regclass('public.' || name) is not null then return; end if;
  -- The app's role may call this: not for partitions without end.
  if p_at not between now() - interval '10 years' and now() + interval '10 years' then
    raise exception 'no month of the log lies there' using errcode = '22023';
  end if;
  perform 1 from public.audit_head for update; -- one maker at a time
  if to_regclass('public.' || name) is not null then return; end if;
  execute format('create table public.%I partition of public.audit_entry for values from (%L) to (%L)',
    name, first at time zone 'UTC', (first + interval '1 month') at time zone 'UTC');
  execute format('alter table public.%I enable row level security', name);
  execute format('alter table public.%I force row level security', name);
  execute format('create trigger no_truncate before truncate on public.%I for each statement execute function public.audit_refuse()', name);
end $$;
revoke all on function audit_month from public;
grant execute on function audit_month to keyhold_app, keyhold_jobs;
do $$ begin
  perform audit_month(now());
  perform audit_month(now() + interval '1 month');
end $$;

-- An act, in the transaction that does it.
create function audit_append(p_id uuid, p_at timestamptz, p_account uuid, p_subject uuid, p_actor_kind text, p_actor text, p_action text,
  p_object_kind text, p_object uuid, p_outcome text, p_request text, p_fp bytea, p_detail text) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into public.audit_entry (id, at, epoch, xid, log_account, log_subject, actor_kind, actor, action, object_kind, object, outcome, n, request_id, token_fp, detail)
  select p_id, p_at, h.epoch, pg_current_xact_id(),
    (select a.log_account from public.accounts a where a.id = p_account),
    (select s.log_subject from public.subjects s where s.account_id = p_account and s.id = p_subject),
    p_actor_kind, p_actor, p_action, p_object_kind, p_object, p_outcome, 1, p_request, p_fp, p_detail
  from public.audit_head h $$;
alter function audit_append owner to keyhold_audit;
revoke all on function audit_append from public;
grant execute on function audit_append to keyhold_app, keyhold_jobs;

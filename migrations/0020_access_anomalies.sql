-- A key that is used as no program of its owner would use it is refused like one that is not there, until the operator has
-- looked. Its version rises with that, so that no token is released to a process which still remembers it.
alter table api_keys add column suspended_at timestamptz;
drop function api_key_find;
create function api_key_find(p_macs bytea[], p_now timestamptz)
  returns table (account_id uuid, key_id uuid, subject_id uuid, scopes text[], version int, mac_key_id int, tier text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.account_id, k.id, k.subject_id, k.scopes, k.version, l.mac_key_id, k.tier
  from public.api_key_lookup l join public.api_keys k on k.account_id = l.account_id and k.id = l.key_id
  where l.mac = any (p_macs) and k.revoked_at is null and k.suspended_at is null and (k.expires_at is null or k.expires_at > p_now) limit 1 $$;
grant create on schema public to keyhold_lookup; -- an owner of functions needs it while it becomes one
alter function api_key_find owner to keyhold_lookup;
revoke create on schema public from keyhold_lookup;
revoke all on function api_key_find from public;
grant execute on function api_key_find to keyhold_app;

-- How a principal stands with all processes: what each rule that found something weighed, and when. A principal is a key's
-- id, the name of a fixed secret, or a network; networks are kept with the home account, for a day.
create table anomaly_standing (
  account_id uuid not null references accounts on delete cascade,
  principal text not null check (length(principal) between 1 and 100),
  points jsonb not null,
  changed_at timestamptz not null,
  -- Processes forget what they remember from before.
  cleared_at timestamptz,
  primary key (account_id, principal)
);
create index on anomaly_standing (changed_at);
create index on anomaly_standing (cleared_at) where cleared_at is not null;
alter table anomaly_standing enable row level security;
alter table anomaly_standing force row level security;
create policy own on anomaly_standing to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy jobs on anomaly_standing for select to keyhold_jobs using (true);
create policy sweep on anomaly_standing for delete to keyhold_jobs using (true);
grant select, insert, update on anomaly_standing to keyhold_app;
grant select, delete on anomaly_standing to keyhold_jobs;
select backup_may_read('anomaly_standing');

-- Each decision: which rule found what, how much that was with everything else, and what was done.
create table anomaly_finding (
  account_id uuid not null references accounts on delete cascade,
  id uuid not null,
  at timestamptz not null,
  principal text not null check (length(principal) between 1 and 100),
  rule text not null,
  inputs jsonb not null,
  score int not null,
  action text not null check (action in ('annotate', 'slow', 'refuse', 'suspend')),
  primary key (account_id, id)
);
create index on anomaly_finding (account_id, at desc, id desc);
create index on anomaly_finding (account_id, principal, rule, at desc);
create index on anomaly_finding (at);
alter table anomaly_finding enable row level security;
alter table anomaly_finding force row level security;
create policy own on anomaly_finding to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy jobs on anomaly_finding for select to keyhold_jobs using (true);
create policy sweep on anomaly_finding for delete to keyhold_jobs using (true);
grant select, insert on anomaly_finding to keyhold_app;
grant select, delete on anomaly_finding to keyhold_jobs;
select backup_may_read('anomaly_finding');

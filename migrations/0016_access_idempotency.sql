-- Requests that carried an Idempotency-Key, and what was answered. `id` is a hash of caller, route and key; `fingerprint`
-- one of what was asked. `held_until`: somebody is at work until then at the latest; null once it is done. The body has no
-- secret in it: what is shown once is left out.
create table idempotent_request (
  account_id uuid not null references accounts on delete cascade,
  id bytea not null check (length(id) = 32),
  fingerprint bytea not null check (length(fingerprint) = 32),
  holder text not null,
  held_until timestamptz,
  status int check (status between 200 and 399),
  body text,
  expires_at timestamptz not null,
  primary key (account_id, id),
  check (held_until is null or status is null)
);
create index on idempotent_request (expires_at);
alter table idempotent_request enable row level security;
alter table idempotent_request force row level security;
create policy own on idempotent_request to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy jobs on idempotent_request for select to keyhold_jobs using (true);
create policy sweep on idempotent_request for delete to keyhold_jobs using (true);
grant select, insert, update, delete on idempotent_request to keyhold_app;
grant select, delete on idempotent_request to keyhold_jobs;
select backup_may_read('idempotent_request');

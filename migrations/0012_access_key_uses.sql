-- What uses a key: programs by the name they give themselves, and when. Kept to the minute; the log has each release.
create table api_key_use (
  account_id uuid not null,
  key_id uuid not null,
  client text not null check (length(client) <= 100),
  first_used_at timestamptz not null,
  last_used_at timestamptz not null,
  primary key (account_id, key_id, client),
  foreign key (account_id, key_id) references api_keys (account_id, id) on delete cascade
);
alter table api_key_use enable row level security;
alter table api_key_use force row level security;
create policy own on api_key_use to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update on api_key_use to keyhold_app;
select backup_may_read('api_key_use');

-- What an actor did, newest first.
create index on audit_entry (log_account, actor, at desc);

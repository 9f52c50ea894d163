create table operator_session (
  account_id uuid not null references accounts,
  id uuid not null,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  primary key (account_id, id)
);
alter table operator_session enable row level security;
alter table operator_session force row level security;
create policy own on operator_session to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on operator_session to keyhold_app;

-- Root keys, wrapped by the master key, which is never in the database.
create table encryption_keys (
  id int primary key check (id > 0),
  purpose text not null check (purpose in ('seal', 'lookup', 'fingerprint', 'subject_mac', 'cursor', 'csrf', 'checkpoint')),
  state text not null check (state in ('primary', 'open', 'retired')),
  wrapped bytea not null,
  created_at timestamptz not null,
  retired_at timestamptz
);
create unique index one_primary on encryption_keys (purpose) where state = 'primary';
grant select, insert, update on encryption_keys to keyhold_jobs;

-- Destroying a subject's salt makes everything sealed for it unreadable.
create table subject_salt (
  account_id uuid not null,
  subject_id uuid not null,
  salt bytea not null check (length(salt) = 32),
  primary key (account_id, subject_id),
  foreign key (account_id, subject_id) references subjects (account_id, id)
);
alter table subject_salt enable row level security;
alter table subject_salt force row level security;
create policy own on subject_salt to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, delete on subject_salt to keyhold_app;

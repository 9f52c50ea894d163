-- How far the second sink has taken the log, and how it fares. Made when the first one is set: what was before is not sent.
create table audit_sink (
  one boolean primary key default true check (one),
  -- The last entry that was taken, by its place among all; and how many were bound up to it.
  epoch int not null,
  xid xid8 not null,
  id uuid not null,
  seq bigint not null,
  -- Whoever sends, until when, and for the how manieth time: a late word of an earlier one counts no more.
  claimed_until timestamptz,
  claim_no bigint not null default 0,
  -- When it last took something, or was seen to be there.
  taken_at timestamptz,
  failing_since timestamptz,
  reason text
);
grant select, insert, update on audit_sink to keyhold_jobs;
select backup_may_read('audit_sink');

-- Where a user hears that a connection needs them again, as the app gave it. Goes with the salt that it is sealed under.
create table subject_contact (
  account_id uuid not null,
  subject_id uuid not null,
  address bytea not null,
  generation bigint not null,
  primary key (account_id, subject_id),
  foreign key (account_id, subject_id) references subject_salt (account_id, subject_id) on delete cascade
);
-- Secrets are sealed anew in this order.
create index on subject_contact (subject_id, generation);
alter table subject_contact enable row level security;
alter table subject_contact force row level security;
create policy own on subject_contact to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy reseal_read on subject_contact for select to keyhold_jobs using (true);
create policy reseal on subject_contact for update to keyhold_jobs using (true) with check (true);
grant select, insert, update, delete on subject_contact to keyhold_app;
grant select, update (address) on subject_contact to keyhold_jobs;
select backup_may_read('subject_contact');

-- Accounts that tell their users themselves.
create table reminders_off (
  account_id uuid primary key references accounts,
  since timestamptz not null
);
alter table reminders_off enable row level security;
alter table reminders_off force row level security;
create policy own on reminders_off to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
grant select, insert, update, delete on reminders_off to keyhold_app;
select backup_may_read('reminders_off');

-- One mail about one event of the log, whose id it has. No address and no word of it is kept.
create table reminder (
  account_id uuid not null,
  event_id uuid not null,
  connection_id uuid not null,
  subject_id uuid not null,
  state text not null check (state in ('waiting', 'sent', 'failed', 'dropped')),
  attempts int not null default 0,
  next_at timestamptz not null,
  claimed_until timestamptz,
  claim_no bigint not null default 0,
  created_at timestamptz not null,
  ended_at timestamptz,
  reason text,
  primary key (account_id, event_id)
);
create index reminder_due on reminder (next_at) where state = 'waiting';
create index reminder_of on reminder (account_id, subject_id, ended_at) where state = 'sent';
create index reminder_old on reminder (created_at);
alter table reminder enable row level security;
alter table reminder force row level security;
create policy own on reminder to keyhold_app using (account_id = (select app_account())) with check (account_id = (select app_account()));
create policy jobs on reminder to keyhold_jobs using (true) with check (true);
grant select, insert, update, delete on reminder to keyhold_app;
grant select, insert, update (claimed_until, claim_no), delete on reminder to keyhold_jobs;
select backup_may_read('reminder');

create table reminder_cursor (
  one boolean primary key default true check (one),
  no bigint not null
);
insert into reminder_cursor (no) select h.no from audit_head h;
grant select, update on reminder_cursor to keyhold_jobs;
select backup_may_read('reminder_cursor');

-- State shared by all processes and derived from the clock: no timers, nothing to clean up. No personal data.
create table breaker (
  name text primary key,
  failures int not null default 0,
  opened_at timestamptz,
  open_until timestamptz,
  trips int not null default 0,
  closed_at timestamptz
);
create table rate_budget (
  name text not null,
  "window" text not null,
  window_seconds int not null,
  max_calls int not null,
  used int not null default 0,
  resets_at timestamptz not null,
  blocked_until timestamptz,
  primary key (name, "window")
);
grant select, insert, update on breaker, rate_budget to keyhold_app, keyhold_jobs;

-- What a breaker counts, and its term: a report from another term says nothing of this one.
alter table breaker
  add column term int not null default 0,
  add column failed_at timestamptz,
  add column window_at timestamptz,
  add column calls int not null default 0,
  add column outages int not null default 0,
  add column probe_until timestamptz,
  add column is_forced boolean not null default false;
-- One for refreshes, one for exchanges of codes, one for calls of the API.
update breaker set name = name || '/refresh' where name not like '%/%';

-- A root key that was replaced, and how far what is sealed under it has been sealed anew. Which rows are left is read
-- from the rows themselves; the counts here are written in the transactions that re-seal, for those who watch.
create table key_rotation (
  from_key int primary key,
  to_key int not null,
  cause text not null check (cause in ('asked', 'age')),
  started_at timestamptz not null,
  rows_at_start bigint not null,
  resealed bigint not null default 0,
  -- Rows that did not open when they were last met.
  unreadable bigint not null default 0,
  worked_at timestamptz,
  -- Whose turn it is, by the database's clock: a process that dies gives it up by saying nothing.
  worker uuid,
  turn_until timestamptz
);
grant select, insert, update on key_rotation to keyhold_jobs;
select backup_may_read('key_rotation');

grant delete on encryption_keys to keyhold_jobs;
-- While the master key is changed: the same root key as the one before wrapped it, for processes that have that one alone.
alter table encryption_keys add wrapped_previous bytea, add superseded_at timestamptz;
create function key_must_be_retired() returns trigger language plpgsql as $$
begin
  if old.state = 'retired' and old.purpose = 'seal' then return old; end if;
  -- The owner may: a restore puts a backup's keys in the place of those that the start made.
  if current_user <> 'keyhold_jobs' then return old; end if;
  raise exception 'only a retired key is destroyed' using errcode = '42501';
end $$;
create trigger only_retired before delete on encryption_keys for each row execute function key_must_be_retired();

-- Re-sealing runs over all accounts: sealed columns, what they are bound to, and the salts, as keyhold_jobs.
create policy reseal_read on token_version for select to keyhold_jobs using (true);
create policy reseal on token_version for update to keyhold_jobs using (true) with check (true);
grant select (connection_id, generation, account_id, subject_id, access_token, refresh_token, raw),
  update (access_token, refresh_token, raw) on token_version to keyhold_jobs;
create policy reseal on connect_attempt for update to keyhold_jobs using (true) with check (true);
grant update (verifier, nonce) on connect_attempt to keyhold_jobs;
create policy reseal_read on subject_salt for select to keyhold_jobs using (true);
grant select on subject_salt to keyhold_jobs;

-- Table and columns are those that the parts declare. All three run with the rights of who calls them.
-- How many records of a column are sealed under which key: bytes 3 to 6 of a record.
create function sealed_counts(p_table text, p_column text) returns table (key bytea, rows bigint)
  language plpgsql stable as $$
begin
  return query execute format('select substring(%2$I from 3 for 4), count(*) from %1$I where %2$I is not null group by 1', p_table, p_column);
end $$;

-- Of the next rows in order, those sealed under one of these keys; and the last one in any case, which says how far it is.
create function sealed_page(p_table text, p_column text, p_row text, p_generation text, p_keys bytea[],
  p_after uuid, p_after_generation bigint, p_rows int)
  returns table (account_id uuid, subject_id uuid, row_id uuid, generation bigint, sealed bytea, salt bytea, is_asked_for boolean)
  language plpgsql stable as $$
begin
  return query execute format('
    with page as materialized (
      select t.account_id, t.subject_id, t.%3$I as row_id, (%4$s)::bigint as generation, t.%2$I as sealed
      from %1$I t where (t.%3$I, (%4$s)::bigint) > ($2, $3) order by t.%3$I, %4$s limit $4
    ), numbered as (select p.*, row_number() over (order by p.row_id desc, p.generation desc) = 1 as is_last,
      coalesce(substring(p.sealed from 3 for 4) = any ($1), false) as is_ours from page p)
    select n.account_id, n.subject_id, n.row_id, n.generation, case when n.is_ours then n.sealed end,
      case when n.is_ours then (select s.salt from subject_salt s where s.account_id = n.account_id and s.subject_id = n.subject_id) end, n.is_ours
    from numbered n where n.is_ours or n.is_last order by n.row_id, n.generation', p_table, p_column, p_row, p_generation)
    using p_keys, p_after, p_after_generation, p_rows;
end $$;

-- Puts new records in the place of old ones, where the old one is still there. Waits for nobody: a row that another
-- transaction holds is left to the next round, so that this can be in no deadlock.
create function reseal(p_table text, p_column text, p_row text, p_generation text,
  p_rows uuid[], p_generations bigint[], p_old bytea[], p_new bytea[]) returns int
  language plpgsql as $$
declare done int;
begin
  execute format('
    with asked as (select * from unnest($1, $2, $3, $4) as a (row_id, generation, old, new)),
    held as (select t.%3$I as row_id, a.generation, a.old, a.new from %1$I t join asked a on t.%3$I = a.row_id and (%4$s)::bigint = a.generation
      where t.%2$I = a.old for no key update of t skip locked)
    update %1$I t set %2$I = h.new from held h where t.%3$I = h.row_id and (%4$s)::bigint = h.generation and t.%2$I = h.old',
    p_table, p_column, p_row, p_generation) using p_rows, p_generations, p_old, p_new;
  get diagnostics done = row_count;
  return done;
end $$;
revoke all on function sealed_counts, sealed_page, reseal, key_must_be_retired from public;
grant execute on function sealed_counts, sealed_page, reseal to keyhold_jobs;

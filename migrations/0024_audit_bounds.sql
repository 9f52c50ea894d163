-- What no reader can take in one piece would hold up proofs and the second sink for ever. Entries that are there are not read for this.
alter table audit_entry add constraint audit_entry_is_small check (
  octet_length(actor_kind) <= 65536 and octet_length(actor) <= 65536 and octet_length(action) <= 65536 and octet_length(object_kind) <= 65536
  and octet_length(outcome) <= 65536 and octet_length(request_id) <= 65536 and octet_length(detail) <= 1048576 and octet_length(private) <= 65536) not valid;

-- The block of the newest entry before p_before; of no role but the one that sees all entries.
create function audit_last_before(p_before timestamptz) returns bigint
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select b.no from public.audit_block b,
    (select e.epoch, e.xid from public.audit_entry e where e.at < p_before order by e.epoch desc, e.xid desc limit 1) e
  where b.epoch = e.epoch and b.xid_from <= e.xid and b.xid_to > e.xid $$;

-- A start on another cluster. On the one it was, an act that is under way would fall out of the log: then nothing happens.
create function audit_begin_epoch() returns int
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform 1 from public.audit_head for update;
  if pg_snapshot_xmax(pg_current_snapshot()) >= (select h.next_xid from public.audit_head h) then return null; end if;
  return public.audit_new_epoch();
end $$;
grant create on schema public to keyhold_audit; -- an owner of functions needs it while it becomes one
alter function audit_last_before owner to keyhold_audit;
alter function audit_begin_epoch owner to keyhold_audit;
revoke create on schema public from keyhold_audit;
revoke all on function audit_last_before, audit_begin_epoch from public;
grant execute on function audit_last_before to current_user;
grant execute on function audit_begin_epoch to keyhold_jobs;
revoke execute on function audit_new_epoch from keyhold_jobs;

-- Drops the months of the log that end by p_before, the beginning of a month, and the blocks up to p_no, which is the
-- horizon from then on and the last that binds an entry of those months: whoever calls it drops no other one.
create or replace function audit_prune(p_before timestamptz, p_no bigint, p_edge bytea[]) returns text[]
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_month text;
  v_gone text[] := '{}';
begin
  if p_before > now() - interval '1 day' then raise exception 'what is so new is not dropped' using errcode = '22023'; end if;
  if p_before <> date_trunc('month', p_before at time zone 'UTC') at time zone 'UTC' then
    raise exception 'no month begins at %', p_before using errcode = '22023';
  end if;
  perform 1 from public.audit_head for update; -- no linker and no maker of months meanwhile
  if public.audit_last_before(p_before) is distinct from p_no then
    raise exception 'block % is not the last one of these months', p_no using errcode = '22023';
  end if;
  insert into public.audit_horizon (no, epoch, xid_to, seq, hash, edge, at)
    select b.no, b.epoch, b.xid_to, b.first_seq + b.count - 1, b.hash, p_edge, clock_timestamp() from public.audit_block b where b.no = p_no;
  for v_month in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'public.audit_entry'::regclass and c.relname ~ '^audit_entry_\d{4}_\d\d$'
      and (to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= p_before
    order by 1
  loop
    execute format('alter table public.audit_entry detach partition public.%I', v_month);
    execute format('drop table public.%I', v_month);
    v_gone := v_gone || v_month;
  end loop;
  alter table public.audit_block disable trigger insert_only;
  delete from public.audit_block b where b.no <= p_no;
  alter table public.audit_block enable trigger insert_only;
  return v_gone;
end $$;

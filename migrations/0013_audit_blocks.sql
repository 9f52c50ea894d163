-- Entries are bound into blocks, each of which holds the hash of the one before (docs/guides/proof.md). Hashing is done
-- here, so that no role of the app can write a block of its own; the verifier does it again by other code.
alter table audit_head
  -- The first transaction that no block covers, and what the newest block ends with.
  add column next_xid xid8 not null default '0',
  add column no bigint not null default 0,
  add column seq bigint not null default 0,
  add column hash bytea not null default decode(repeat('00', 32), 'hex') check (length(hash) = 32),
  -- Right edge of the tree over all blocks (RFC 6962): roots of its whole subtrees, the largest first.
  add column edge bytea[] not null default '{}';
grant update on audit_head to keyhold_audit;
grant select on audit_head to keyhold_jobs;

create table audit_block (
  no bigint primary key,
  epoch int not null,
  xid_from xid8 not null,
  -- Not part of it any more.
  xid_to xid8 not null,
  first_seq bigint not null,
  count int not null check (count > 0),
  root bytea not null check (length(root) = 32),
  prev bytea not null unique check (length(prev) = 32),
  hash bytea not null check (length(hash) = 32),
  at timestamptz not null
);
grant select, insert on audit_block to keyhold_audit;
grant select on audit_block to keyhold_jobs;
create trigger insert_only before update or delete on audit_block for each row execute function audit_refuse();
create trigger no_truncate before truncate on audit_block for each statement execute function audit_refuse();
select backup_may_read('audit_block');

-- The linker and the daily proof read every entry; both see pseudonyms alone.
grant select on audit_entry to keyhold_audit, keyhold_jobs;
create policy link on audit_entry for select to keyhold_audit using (true);
create policy prove on audit_entry for select to keyhold_jobs using (true);

-- A field as its length and its bytes; null is no length at all.
create function audit_lp(p bytea) returns bytea language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(int4send(length(p)) || p, '\xffffffff'::bytea) $$;

create function audit_leaf(e audit_entry) returns bytea language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  return sha256('\x00'::bytea || 'keyhold/audit/entry/v1'::bytea || '\x00'::bytea
    || public.audit_lp(uuid_send(e.id)) || public.audit_lp(int8send((extract(epoch from e.at) * 1000000)::bigint))
    || public.audit_lp(uuid_send(e.log_account)) || public.audit_lp(uuid_send(e.log_subject))
    || public.audit_lp(convert_to(e.actor_kind, 'UTF8')) || public.audit_lp(convert_to(e.actor, 'UTF8')) || public.audit_lp(convert_to(e.action, 'UTF8'))
    || public.audit_lp(convert_to(e.object_kind, 'UTF8')) || public.audit_lp(uuid_send(e.object)) || public.audit_lp(convert_to(e.outcome, 'UTF8'))
    || public.audit_lp(int4send(e.n)) || public.audit_lp(convert_to(e.request_id, 'UTF8')) || public.audit_lp(e.token_fp)
    || public.audit_lp(convert_to(e.detail, 'UTF8')) || public.audit_lp(e.private));
end $$;

-- One more leaf at the right of a tree that has p_size.
create function audit_push(p_edge bytea[], p_size bigint, p_leaf bytea) returns bytea[]
  language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare
  node bytea := p_leaf;
  size bigint := p_size;
  last int := cardinality(p_edge);
begin
  while size & 1 = 1 loop
    node := sha256('\x01'::bytea || p_edge[last] || node);
    last := last - 1;
    size := size >> 1;
  end loop;
  return p_edge[1:last] || node;
end $$;

create function audit_root(p_edge bytea[]) returns bytea language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
declare root bytea := p_edge[cardinality(p_edge)];
begin
  for i in reverse cardinality(p_edge) - 1 .. 1 loop
    root := sha256('\x01'::bytea || p_edge[i] || root);
  end loop;
  return root;
end $$;

-- Binds entries of transactions below p_hi into one block of the epoch; at most p_most, or all of one transaction.
create function audit_bind(p_hi xid8, p_most int) returns table (linked int, is_more boolean)
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  head public.audit_head;
  hi xid8 := p_hi;
  cut xid8;
  entry public.audit_entry;
  edge bytea[] := '{}';
  n int := 0;
  root bytea;
  made bytea;
begin
  select h.* into head from public.audit_head h for update skip locked;
  if not found then return query select 0, false; return; end if;
  -- A transaction's entries stay together: a block ends before the one that would not fit.
  select e.xid into cut from public.audit_entry e
    where e.epoch = head.epoch and e.xid >= head.next_xid and e.xid < hi order by e.xid, e.id offset p_most limit 1;
  if cut is not null then
    if not exists (select from public.audit_entry e where e.epoch = head.epoch and e.xid >= head.next_xid and e.xid < cut) then
      cut := ((cut::text::numeric + 1)::text)::xid8;
    end if;
    hi := cut;
  end if;
  for entry in
    select e.* from public.audit_entry e
    where e.epoch = head.epoch and e.xid >= head.next_xid and e.xid < hi order by e.xid, e.id
  loop
    edge := public.audit_push(edge, n, public.audit_leaf(entry));
    n := n + 1;
  end loop;
  if n = 0 then return query select 0, false; return; end if;
  root := public.audit_root(edge);
  made := sha256('keyhold/audit/block/v1'::bytea || '\x00'::bytea || int8send(head.no + 1) || int8send(head.epoch)
    || int8send(head.next_xid::text::bigint) || int8send(hi::text::bigint) || int8send(head.seq + 1) || int8send(n) || root || head.hash);
  insert into public.audit_block (no, epoch, xid_from, xid_to, first_seq, count, root, prev, hash, at)
    values (head.no + 1, head.epoch, head.next_xid, hi, head.seq + 1, n, root, head.hash, made, clock_timestamp());
  update public.audit_head h set next_xid = hi, no = head.no + 1, seq = head.seq + n, hash = made,
    edge = public.audit_push(head.edge, head.no, sha256('\x00'::bytea || made));
  return query select n, cut is not null;
end $$;

-- Any process may call it: whoever finds another at it does nothing. Below the oldest transaction that still runs every
-- other has ended, so that no entry can appear there any more.
create function audit_link(p_most int) returns table (linked int, is_more boolean)
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  select * from public.audit_bind(pg_snapshot_xmin(pg_current_snapshot()), p_most) $$;

-- Another cluster counts its transactions anew. Nobody writes meanwhile: what is left of the old epoch is bound as it is.
create function audit_new_epoch() returns int
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare made int;
begin
  perform 1 from public.audit_head for update;
  loop
    exit when not coalesce((select b.is_more from public.audit_bind(
      (select ((e.xid::text::numeric + 1)::text)::xid8 from public.audit_entry e, public.audit_head h
        where e.epoch = h.epoch and e.xid >= h.next_xid order by e.xid desc limit 1), 8192) b), false);
  end loop;
  update public.audit_head h set epoch = h.epoch + 1, next_xid = pg_current_xact_id() returning h.epoch into made;
  return made;
end $$;
grant create on schema public to keyhold_audit; -- an owner of functions needs it while it becomes one
alter function audit_bind owner to keyhold_audit;
alter function audit_link owner to keyhold_audit;
alter function audit_new_epoch owner to keyhold_audit;
revoke all on function audit_lp, audit_leaf, audit_push, audit_root, audit_bind, audit_link, audit_new_epoch from public;
grant execute on function audit_lp, audit_leaf, audit_push, audit_root to keyhold_audit;
grant execute on function audit_link, audit_new_epoch to keyhold_jobs;
grant execute on function audit_new_epoch to current_user; -- a restore
revoke create on schema public from keyhold_audit;

-- Where the log begins once its oldest months are gone: what a proof needs of all that was before.
create table audit_horizon (
  no bigint primary key,
  epoch int not null,
  xid_to xid8 not null,
  seq bigint not null,
  hash bytea not null check (length(hash) = 32),
  edge bytea[] not null,
  at timestamptz not null
);
grant select on audit_horizon to keyhold_jobs;
create trigger insert_only before update or delete on audit_horizon for each row execute function audit_refuse();
create trigger no_truncate before truncate on audit_horizon for each statement execute function audit_refuse();
select backup_may_read('audit_horizon');

-- Drops the months of the log that end by p_before, and the blocks up to p_no, which is the horizon from then on. The
-- caller has seen that these blocks bind every entry of those months.
create function audit_prune(p_before timestamptz, p_no bigint, p_edge bytea[]) returns text[]
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_month text;
  v_gone text[] := '{}';
begin
  if p_before > now() - interval '1 day' then raise exception 'what is so new is not dropped' using errcode = '22023'; end if;
  perform 1 from public.audit_head for update; -- no linker and no maker of months meanwhile
  insert into public.audit_horizon (no, epoch, xid_to, seq, hash, edge, at)
    select b.no, b.epoch, b.xid_to, b.first_seq + b.count - 1, b.hash, p_edge, clock_timestamp() from public.audit_block b where b.no = p_no;
  if not found then raise exception 'there is no block %', p_no using errcode = '22023'; end if;
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
revoke all on function audit_prune from public;
grant execute on function audit_prune to keyhold_jobs;

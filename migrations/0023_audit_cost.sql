-- The same leaf in one expression, which PostgreSQL takes into the query: a function called for each field cost five times
-- as much, on the cores that serve the reads which the entries are of. A body that is parsed now needs no search path.
create or replace function audit_leaf(e audit_entry) returns bytea language sql stable
  return sha256('\x00'::bytea || 'keyhold/audit/entry/v1'::bytea || '\x00'::bytea
    || '\x00000010'::bytea || uuid_send(e.id) || '\x00000008'::bytea || int8send((extract(epoch from e.at) * 1000000)::bigint)
    || coalesce('\x00000010'::bytea || uuid_send(e.log_account), '\xffffffff') || coalesce('\x00000010'::bytea || uuid_send(e.log_subject), '\xffffffff')
    || int4send(length(convert_to(e.actor_kind, 'UTF8'))) || convert_to(e.actor_kind, 'UTF8')
    || coalesce(int4send(length(convert_to(e.actor, 'UTF8'))) || convert_to(e.actor, 'UTF8'), '\xffffffff')
    || int4send(length(convert_to(e.action, 'UTF8'))) || convert_to(e.action, 'UTF8')
    || coalesce(int4send(length(convert_to(e.object_kind, 'UTF8'))) || convert_to(e.object_kind, 'UTF8'), '\xffffffff')
    || coalesce('\x00000010'::bytea || uuid_send(e.object), '\xffffffff')
    || int4send(length(convert_to(e.outcome, 'UTF8'))) || convert_to(e.outcome, 'UTF8')
    || '\x00000004'::bytea || int4send(e.n)
    || coalesce(int4send(length(convert_to(e.request_id, 'UTF8'))) || convert_to(e.request_id, 'UTF8'), '\xffffffff')
    || coalesce(int4send(length(e.token_fp)) || e.token_fp, '\xffffffff')
    || coalesce(int4send(length(convert_to(e.detail, 'UTF8'))) || convert_to(e.detail, 'UTF8'), '\xffffffff')
    || coalesce(int4send(length(e.private)) || e.private, '\xffffffff'));
drop function audit_lp;

grant create on schema public to keyhold_audit;
set local role keyhold_audit;
-- Binds entries of transactions below p_hi into one block of the epoch; at most p_most, or all of one transaction.
create or replace function audit_bind(p_hi xid8, p_most int) returns table (linked int, is_more boolean)
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  head public.audit_head;
  hi xid8 := p_hi;
  cut xid8;
  leaf bytea;
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
  for leaf in
    select public.audit_leaf(e) from public.audit_entry e
    where e.epoch = head.epoch and e.xid >= head.next_xid and e.xid < hi order by e.xid, e.id
  loop
    edge := public.audit_push(edge, n, leaf);
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
reset role;
revoke create on schema public from keyhold_audit;

-- An index more cost an entry a third of its time. Newest first is read from this one alone, an actor's found in it without
-- a visit to the entries between.
drop index audit_entry_log_account_actor_at_idx;
drop index audit_entry_log_account_at_idx;
create index on audit_entry (log_account, at, actor);

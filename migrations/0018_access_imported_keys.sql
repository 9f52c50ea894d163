-- Keys that another system made: known by their SHA-256 alone, of which the look-up holds a MAC as of our own keys.
alter table api_key_lookup add column imported boolean not null default false;
create index imported on api_key_lookup (imported) where imported;

-- Whose key was put under any of these MACs, whatever became of it.
create function api_key_taken(p_macs bytea[]) returns table (account_id uuid, key_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select l.account_id, l.key_id from public.api_key_lookup l where l.mac = any (p_macs) limit 1 $$;
-- Puts an imported key; false when another import put it in this very moment.
create function api_key_import(p_mac bytea, p_mac_key int, p_account uuid, p_key uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into public.api_key_lookup (mac, mac_key_id, account_id, key_id, imported)
    values (p_mac, p_mac_key, p_account, p_key, true) on conflict (mac) do nothing;
  return found;
end $$;
-- Whether a key in the form of that other system can be one of ours at all.
create function api_keys_imported() returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from public.api_key_lookup l where l.imported) $$;
grant create on schema public to keyhold_lookup; -- an owner of functions needs it while it becomes one
alter function api_key_taken owner to keyhold_lookup;
alter function api_key_import owner to keyhold_lookup;
alter function api_keys_imported owner to keyhold_lookup;
revoke create on schema public from keyhold_lookup;
revoke all on function api_key_taken, api_key_import, api_keys_imported from public;
grant execute on function api_key_taken, api_key_import, api_keys_imported to keyhold_app;

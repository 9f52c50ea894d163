-- The schema after every migration, as the database itself tells it. Made by `npm run docs`; a test compares them.
-- For reading: the database is made by migrations/, never by this file. The log's partitions by month are left out.

create role keyhold_app nologin noinherit; -- granted to keyhold
create role keyhold_audit nologin noinherit;
create role keyhold_backup nologin noinherit;
create role keyhold_jobs nologin noinherit; -- granted to keyhold
create role keyhold_lookup nologin noinherit;

create table accounts (
  id uuid not null,
  kind text not null,
  name text not null,
  log_account uuid not null,
  created_at timestamp with time zone not null,
  PRIMARY KEY (id),
  UNIQUE (log_account),
  CHECK ((kind = ANY (ARRAY['person'::text, 'team'::text])))
);
alter table accounts enable row level security;
alter table accounts force row level security;
create policy audit on accounts for select to keyhold_audit
  using (true);
create policy backup on accounts for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on accounts for all to keyhold_app
  using ((id = ( SELECT app_account() AS app_account)))
  with check ((id = ( SELECT app_account() AS app_account)));
grant insert, select, update on accounts to keyhold_app;
grant select on accounts to keyhold_audit;
grant select on accounts to keyhold_backup;

create table api_key_lookup (
  mac bytea not null,
  mac_key_id integer not null,
  account_id uuid not null,
  key_id uuid not null,
  PRIMARY KEY (mac),
  CHECK ((length(mac) = 32))
);
grant select on api_key_lookup to keyhold_backup;
grant delete, insert, select, update on api_key_lookup to keyhold_lookup;

create table api_key_use (
  account_id uuid not null,
  key_id uuid not null,
  client text not null,
  first_used_at timestamp with time zone not null,
  last_used_at timestamp with time zone not null,
  PRIMARY KEY (account_id, key_id, client),
  FOREIGN KEY (account_id, key_id) REFERENCES api_keys(account_id, id) ON DELETE CASCADE,
  CHECK ((length(client) <= 100))
);
alter table api_key_use enable row level security;
alter table api_key_use force row level security;
create policy backup on api_key_use for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on api_key_use for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant insert, select, update on api_key_use to keyhold_app;
grant select on api_key_use to keyhold_backup;

create table api_keys (
  account_id uuid not null,
  id uuid not null,
  name text not null,
  prefix text not null,
  last4 text not null,
  scopes text[] not null,
  subject_id uuid,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts(id),
  FOREIGN KEY (account_id, subject_id) REFERENCES subjects(account_id, id),
  CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy backup on api_keys for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy lookup on api_keys for select to keyhold_lookup
  using (true);
create policy own on api_keys for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy release on api_keys for select to keyhold_audit
  using (true);
grant insert, select, update on api_keys to keyhold_app;
grant select on api_keys to keyhold_audit;
grant select on api_keys to keyhold_backup;
grant select on api_keys to keyhold_lookup;

create table audit_entry (
  id uuid not null,
  at timestamp with time zone not null,
  epoch integer not null,
  xid xid8 not null,
  log_account uuid,
  log_subject uuid,
  actor_kind text not null,
  actor text,
  action text not null,
  object_kind text,
  object uuid,
  outcome text not null,
  n integer not null,
  request_id text,
  token_fp bytea,
  detail text,
  private bytea,
  PRIMARY KEY (epoch, xid, id, at),
  CHECK ((n > 0)),
  CHECK ((length(token_fp) = 16))
) partition by RANGE (at);
CREATE INDEX audit_entry_log_account_actor_at_idx ON ONLY public.audit_entry USING btree (log_account, actor, at DESC);
CREATE INDEX audit_entry_log_account_at_idx ON ONLY public.audit_entry USING btree (log_account, at DESC);
CREATE INDEX audit_entry_log_account_object_at_idx ON ONLY public.audit_entry USING btree (log_account, object, at DESC);
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
alter table audit_entry enable row level security;
alter table audit_entry force row level security;
create policy backup on audit_entry for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on audit_entry for select to keyhold_app
  using ((log_account = ( SELECT a.log_account
   FROM accounts a
  WHERE (a.id = ( SELECT app_account() AS app_account)))));
create policy write on audit_entry for insert to keyhold_audit
  with check (true);
grant select on audit_entry to keyhold_app;
grant insert on audit_entry to keyhold_audit;
grant select on audit_entry to keyhold_backup;

create table audit_head (
  one boolean not null default true,
  epoch integer not null,
  PRIMARY KEY (one),
  CHECK (one)
);
grant select on audit_head to keyhold_audit;
grant select on audit_head to keyhold_backup;

create table breaker (
  name text not null,
  failures integer not null default 0,
  opened_at timestamp with time zone,
  open_until timestamp with time zone,
  trips integer not null default 0,
  closed_at timestamp with time zone,
  PRIMARY KEY (name)
);
grant insert, select, update on breaker to keyhold_app;
grant select on breaker to keyhold_backup;
grant insert, select, update on breaker to keyhold_jobs;

create table connect_attempt (
  account_id uuid not null,
  id uuid not null,
  session_id uuid,
  subject_id uuid not null,
  provider text not null,
  issuer text,
  client_id text not null,
  redirect_uri text not null,
  scopes text[] not null,
  cookie_hash bytea not null,
  verifier bytea,
  nonce bytea,
  by_operator boolean not null,
  created_at timestamp with time zone not null,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, session_id) REFERENCES connect_session(account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, subject_id) REFERENCES subjects(account_id, id) ON DELETE CASCADE,
  CHECK ((length(cookie_hash) = 32))
);
alter table connect_attempt enable row level security;
alter table connect_attempt force row level security;
create policy backup on connect_attempt for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy jobs on connect_attempt for select to keyhold_jobs
  using (true);
create policy own on connect_attempt for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on connect_attempt to keyhold_app;
grant select on connect_attempt to keyhold_backup;
grant select on connect_attempt to keyhold_jobs;

create table connect_session (
  account_id uuid not null,
  id uuid not null,
  subject_id uuid not null,
  provider text not null,
  scopes text[] not null,
  subject_label text,
  return_to text,
  confirm text not null,
  reconnect_id uuid,
  connection_id uuid,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, subject_id) REFERENCES subjects(account_id, id) ON DELETE CASCADE,
  CHECK ((confirm = ANY (ARRAY['none'::text, 'app'::text, 'operator'::text])))
);
alter table connect_session enable row level security;
alter table connect_session force row level security;
create policy backup on connect_session for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy jobs on connect_session for select to keyhold_jobs
  using (true);
create policy own on connect_session for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on connect_session to keyhold_app;
grant select on connect_session to keyhold_backup;
grant select on connect_session to keyhold_jobs;

create table connection_bookkeeping (
  connection_id uuid not null,
  account_id uuid not null,
  failures integer not null default 0,
  last_failure_at timestamp with time zone,
  last_failure_code text,
  read_after timestamp with time zone,
  sweep_after timestamp with time zone,
  revoke_attempts integer not null default 0,
  PRIMARY KEY (connection_id),
  FOREIGN KEY (connection_id) REFERENCES connections(id) ON DELETE CASCADE
);
alter table connection_bookkeeping enable row level security;
alter table connection_bookkeeping force row level security;
create policy backup on connection_bookkeeping for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy jobs on connection_bookkeeping for select to keyhold_jobs
  using (true);
create policy own on connection_bookkeeping for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on connection_bookkeeping to keyhold_app;
grant select on connection_bookkeeping to keyhold_backup;
grant select on connection_bookkeeping to keyhold_jobs;

create table connections (
  id uuid not null,
  account_id uuid not null,
  subject_id uuid not null,
  provider text not null,
  kind text not null,
  label text,
  provider_subject text,
  status text not null,
  reason text,
  scopes text[] not null,
  requested_scopes text[] not null,
  token_type text not null,
  generation bigint not null,
  grant_no integer not null,
  next_generation bigint not null,
  access_expires_at timestamp with time zone,
  soft_at timestamp with time zone,
  created_at timestamp with time zone not null,
  connected_at timestamp with time zone not null,
  refreshed_at timestamp with time zone,
  status_at timestamp with time zone not null,
  PRIMARY KEY (id),
  FOREIGN KEY (account_id, subject_id) REFERENCES subjects(account_id, id),
  CHECK ((kind = ANY (ARRAY['oauth2'::text, 'service_account'::text, 'api_key'::text]))),
  CHECK ((status = ANY (ARRAY['pending'::text, 'active'::text, 'needs_reauth'::text, 'closing'::text])))
);
CREATE INDEX connections_account_id_created_at_id_idx ON public.connections USING btree (account_id, created_at DESC, id DESC);
CREATE INDEX connections_account_id_subject_id_idx ON public.connections USING btree (account_id, subject_id);
CREATE INDEX due ON public.connections USING btree (soft_at) WHERE (status = 'active'::text);
CREATE INDEX unfinished ON public.connections USING btree (status_at) WHERE (status = ANY (ARRAY['pending'::text, 'closing'::text]));
alter table connections enable row level security;
alter table connections force row level security;
create policy backup on connections for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy jobs on connections for select to keyhold_jobs
  using (true);
create policy own on connections for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy release on connections for select to keyhold_audit
  using (true);
grant delete, insert, select, update on connections to keyhold_app;
grant select on connections to keyhold_audit;
grant select on connections to keyhold_backup;
grant select on connections to keyhold_jobs;

create table data_figure (
  connection_id uuid not null,
  name text not null,
  figure text not null,
  is_public boolean not null,
  account_id uuid not null,
  body json not null,
  etag text not null,
  good_until timestamp with time zone not null,
  PRIMARY KEY (connection_id, name, figure, is_public),
  FOREIGN KEY (connection_id, name) REFERENCES data_set(connection_id, name) ON DELETE CASCADE
);
alter table data_figure enable row level security;
alter table data_figure force row level security;
create policy backup on data_figure for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy not_private on data_figure for select to keyhold_app
  using ((is_public OR (current_setting('app.public'::text, true) IS DISTINCT FROM 'on'::text)));
create policy own on data_figure for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on data_figure to keyhold_app;
grant select on data_figure to keyhold_backup;

create table data_record (
  connection_id uuid not null,
  name text not null,
  id text not null,
  account_id uuid not null,
  starts_at timestamp with time zone not null,
  local_date date not null,
  kind text not null,
  is_private boolean not null,
  body jsonb not null,
  seen_in bigint not null,
  fetched_at timestamp with time zone not null,
  PRIMARY KEY (connection_id, name, id),
  FOREIGN KEY (connection_id, name) REFERENCES data_set(connection_id, name) ON DELETE CASCADE
);
CREATE INDEX data_record_newest ON public.data_record USING btree (connection_id, name, starts_at DESC, id DESC);
alter table data_record enable row level security;
alter table data_record force row level security;
create policy backup on data_record for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy not_private on data_record for select to keyhold_app
  using (((NOT is_private) OR (current_setting('app.public'::text, true) IS DISTINCT FROM 'on'::text)));
create policy own on data_record for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on data_record to keyhold_app;
grant select on data_record to keyhold_backup;

create table data_set (
  connection_id uuid not null,
  name text not null,
  account_id uuid not null,
  due_at timestamp with time zone not null,
  wanted text,
  claimed_until timestamp with time zone,
  claim_no bigint not null default 0,
  listing jsonb,
  listing_no bigint not null default 0,
  fetched_at timestamp with time zone,
  synced_at timestamp with time zone,
  completed_at timestamp with time zone,
  failures integer not null default 0,
  last_failure text,
  PRIMARY KEY (connection_id, name),
  FOREIGN KEY (connection_id) REFERENCES connections(id) ON DELETE CASCADE,
  CHECK ((wanted = ANY (ARRAY['person'::text, 'event'::text])))
);
CREATE INDEX data_set_due ON public.data_set USING btree (due_at);
alter table data_set enable row level security;
alter table data_set force row level security;
create policy backup on data_set for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy jobs on data_set for select to keyhold_jobs
  using (true);
create policy own on data_set for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on data_set to keyhold_app;
grant select on data_set to keyhold_backup;
grant select on data_set to keyhold_jobs;

create table data_sync (
  connection_id uuid not null,
  id uuid not null,
  name text not null,
  account_id uuid not null,
  cause text not null,
  state text not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  calls integer not null default 0,
  seen integer not null default 0,
  added integer not null default 0,
  changed integer not null default 0,
  removed integer not null default 0,
  code text,
  resumes_at timestamp with time zone,
  PRIMARY KEY (connection_id, id),
  FOREIGN KEY (connection_id, name) REFERENCES data_set(connection_id, name) ON DELETE CASCADE,
  CHECK ((cause = ANY (ARRAY['first'::text, 'schedule'::text, 'person'::text, 'event'::text, 'complete'::text]))),
  CHECK ((state = ANY (ARRAY['running'::text, 'waiting'::text, 'done'::text, 'failed'::text])))
);
CREATE INDEX data_sync_newest ON public.data_sync USING btree (account_id, started_at DESC, id DESC);
alter table data_sync enable row level security;
alter table data_sync force row level security;
create policy backup on data_sync for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on data_sync for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on data_sync to keyhold_app;
grant select on data_sync to keyhold_backup;

create table deployment (
  one boolean not null default true,
  id uuid not null,
  home_account_id uuid not null,
  owner_connection_id uuid,
  key_backed_up_at timestamp with time zone,
  PRIMARY KEY (one),
  FOREIGN KEY (home_account_id) REFERENCES accounts(id),
  CHECK (one)
);
grant select on deployment to keyhold_app;
grant select on deployment to keyhold_backup;
grant select on deployment to keyhold_jobs;
grant update (key_backed_up_at) on deployment to keyhold_app;
grant update (owner_connection_id) on deployment to keyhold_app;

create table encryption_keys (
  id integer not null,
  purpose text not null,
  state text not null,
  wrapped bytea not null,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone,
  PRIMARY KEY (id),
  CHECK ((id > 0)),
  CHECK ((purpose = ANY (ARRAY['seal'::text, 'lookup'::text, 'fingerprint'::text, 'subject_mac'::text, 'cursor'::text, 'csrf'::text, 'checkpoint'::text]))),
  CHECK ((state = ANY (ARRAY['primary'::text, 'open'::text, 'retired'::text])))
);
CREATE UNIQUE INDEX one_primary ON public.encryption_keys USING btree (purpose) WHERE (state = 'primary'::text);
grant select on encryption_keys to keyhold_backup;
grant insert, select, update on encryption_keys to keyhold_jobs;

create table lookup (
  kind text not null,
  hash bytea not null,
  account_id uuid not null,
  row_id uuid not null,
  expires_at timestamp with time zone not null,
  PRIMARY KEY (kind, hash),
  CHECK ((length(hash) = 32))
);
CREATE INDEX lookup_expires_at_idx ON public.lookup USING btree (expires_at);
grant select on lookup to keyhold_backup;
grant delete, insert, select on lookup to keyhold_lookup;

create table operator_session (
  account_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts(id)
);
alter table operator_session enable row level security;
alter table operator_session force row level security;
create policy backup on operator_session for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on operator_session for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on operator_session to keyhold_app;
grant select on operator_session to keyhold_backup;

create table provider_event (
  provider text not null,
  id text not null,
  received_at timestamp with time zone not null,
  body jsonb not null,
  handled_at timestamp with time zone,
  PRIMARY KEY (provider, id)
);
CREATE INDEX provider_event_open ON public.provider_event USING btree (received_at) WHERE (handled_at IS NULL);
grant insert on provider_event to keyhold_app;
grant select on provider_event to keyhold_backup;
grant delete, insert, select, update on provider_event to keyhold_jobs;

create table provider_grant (
  mac bytea not null,
  connection_id uuid not null,
  account_id uuid not null,
  exclusive boolean not null,
  PRIMARY KEY (mac, connection_id),
  CHECK ((length(mac) = 32))
);
CREATE UNIQUE INDEX one_per_pair ON public.provider_grant USING btree (mac) WHERE exclusive;
CREATE INDEX provider_grant_connection_id_idx ON public.provider_grant USING btree (connection_id);
grant select on provider_grant to keyhold_backup;
grant delete, insert, select on provider_grant to keyhold_lookup;

create table provider_subscription (
  provider text not null,
  client_id text not null,
  subscription_id text,
  callback_url text not null,
  verify_mac bytea not null,
  created_at timestamp with time zone not null,
  PRIMARY KEY (provider, client_id)
);
grant select on provider_subscription to keyhold_app;
grant select on provider_subscription to keyhold_backup;
grant delete, insert, select, update on provider_subscription to keyhold_jobs;

create table rate_budget (
  name text not null,
  "window" text not null,
  window_seconds integer not null,
  max_calls integer not null,
  used integer not null default 0,
  resets_at timestamp with time zone not null,
  blocked_until timestamp with time zone,
  PRIMARY KEY (name, "window")
);
grant insert, select, update on rate_budget to keyhold_app;
grant select on rate_budget to keyhold_backup;
grant insert, select, update on rate_budget to keyhold_jobs;

create table refresh_attempt (
  connection_id uuid not null,
  generation bigint not null,
  account_id uuid not null,
  grant_no integer not null,
  from_generation bigint not null,
  state text not null,
  started_at timestamp with time zone not null,
  deadline timestamp with time zone not null,
  instance uuid not null,
  ended_at timestamp with time zone,
  code text,
  PRIMARY KEY (connection_id, generation),
  FOREIGN KEY (connection_id) REFERENCES connections(id) ON DELETE CASCADE,
  CHECK ((state = ANY (ARRAY['sent'::text, 'answered'::text, 'refused'::text, 'failed'::text, 'not_sent'::text, 'unknown'::text])))
);
CREATE UNIQUE INDEX one_sent ON public.refresh_attempt USING btree (connection_id) WHERE (state = 'sent'::text);
CREATE INDEX open_by_instance ON public.refresh_attempt USING btree (instance) WHERE (state = 'sent'::text);
alter table refresh_attempt enable row level security;
alter table refresh_attempt force row level security;
create policy backup on refresh_attempt for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy jobs on refresh_attempt for select to keyhold_jobs
  using (true);
create policy own on refresh_attempt for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on refresh_attempt to keyhold_app;
grant select on refresh_attempt to keyhold_backup;
grant select on refresh_attempt to keyhold_jobs;

create table return_address (
  account_id uuid not null,
  origin text not null,
  path_prefix text not null,
  created_at timestamp with time zone not null,
  PRIMARY KEY (account_id, origin, path_prefix),
  FOREIGN KEY (account_id) REFERENCES accounts(id)
);
alter table return_address enable row level security;
alter table return_address force row level security;
create policy backup on return_address for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on return_address for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on return_address to keyhold_app;
grant select on return_address to keyhold_backup;

create table schema_migrations (
  number integer not null,
  name text not null,
  checksum bytea not null,
  applied_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (number)
);

create table subject_salt (
  account_id uuid not null,
  subject_id uuid not null,
  salt bytea not null,
  PRIMARY KEY (account_id, subject_id),
  FOREIGN KEY (account_id, subject_id) REFERENCES subjects(account_id, id),
  CHECK ((length(salt) = 32))
);
alter table subject_salt enable row level security;
alter table subject_salt force row level security;
create policy backup on subject_salt for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on subject_salt for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select on subject_salt to keyhold_app;
grant select on subject_salt to keyhold_backup;

create table subjects (
  account_id uuid not null,
  id uuid not null,
  external_id text not null,
  log_subject uuid not null,
  created_at timestamp with time zone not null,
  erasing_at timestamp with time zone,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, external_id),
  UNIQUE (log_subject),
  FOREIGN KEY (account_id) REFERENCES accounts(id),
  CHECK (((length(external_id) >= 1) AND (length(external_id) <= 200)))
);
alter table subjects enable row level security;
alter table subjects force row level security;
create policy audit on subjects for select to keyhold_audit
  using (true);
create policy backup on subjects for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy jobs on subjects for select to keyhold_jobs
  using ((erasing_at IS NOT NULL));
create policy own on subjects for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on subjects to keyhold_app;
grant select on subjects to keyhold_audit;
grant select on subjects to keyhold_backup;
grant select on subjects to keyhold_jobs;

create table token_version (
  connection_id uuid not null,
  generation bigint not null,
  account_id uuid not null,
  subject_id uuid not null,
  grant_no integer not null,
  state text not null,
  access_token bytea,
  refresh_token bytea,
  raw bytea,
  token_type text,
  scopes text[],
  access_expires_at timestamp with time zone,
  received_at timestamp with time zone not null,
  refused boolean not null default false,
  PRIMARY KEY (connection_id, generation),
  FOREIGN KEY (account_id, subject_id) REFERENCES subject_salt(account_id, subject_id),
  FOREIGN KEY (connection_id) REFERENCES connections(id) ON DELETE CASCADE,
  CHECK ((state = ANY (ARRAY['parsed'::text, 'unparsed'::text])))
);
alter table token_version enable row level security;
alter table token_version force row level security;
create policy backup on token_version for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on token_version for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select on token_version to keyhold_app;
grant select on token_version to keyhold_backup;
grant update (refused) on token_version to keyhold_app;

CREATE OR REPLACE FUNCTION public.api_key_find(p_macs bytea[], p_now timestamp with time zone)
 RETURNS TABLE(account_id uuid, key_id uuid, subject_id uuid, scopes text[], version integer, mac_key_id integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select k.account_id, k.id, k.subject_id, k.scopes, k.version, l.mac_key_id
  from public.api_key_lookup l join public.api_keys k on k.account_id = l.account_id and k.id = l.key_id
  where l.mac = any (p_macs) and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now) limit 1 $function$;
-- runs as keyhold_lookup
grant execute on function api_key_find to keyhold_app;

CREATE OR REPLACE FUNCTION public.api_key_put(p_mac bytea, p_mac_key integer, p_account uuid, p_key uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  insert into public.api_key_lookup values (p_mac, p_mac_key, p_account, p_key) $function$;
-- runs as keyhold_lookup
grant execute on function api_key_put to keyhold_app;

CREATE OR REPLACE FUNCTION public.app_account()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.account_id'::text, true), ''::text))::uuid;

CREATE OR REPLACE FUNCTION public.audit_append(p_id uuid, p_at timestamp with time zone, p_account uuid, p_subject uuid, p_actor_kind text, p_actor text, p_action text, p_object_kind text, p_object uuid, p_outcome text, p_request text, p_fp bytea, p_detail text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  insert into public.audit_entry (id, at, epoch, xid, log_account, log_subject, actor_kind, actor, action, object_kind, object, outcome, n, request_id, token_fp, detail)
  select p_id, p_at, h.epoch, pg_current_xact_id(),
    (select a.log_account from public.accounts a where a.id = p_account),
    (select s.log_subject from public.subjects s where s.account_id = p_account and s.id = p_subject),
    p_actor_kind, p_actor, p_action, p_object_kind, p_object, p_outcome, 1, p_request, p_fp, p_detail
  from public.audit_head h $function$;
-- runs as keyhold_audit
grant execute on function audit_append to keyhold_app;
grant execute on function audit_append to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.audit_month(p_at timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  first timestamp := date_trunc('month', p_at at time zone 'UTC');
  name text := 'audit_entry_' || to_char(first, 'YYYY_MM');
begin
  if to_regclass('public.' || name) is not null then return; end if;
  -- The app's role may call this: not for partitions without end.
  if p_at not between now() - interval '10 years' and now() + interval '10 years' then
    raise exception 'no month of the log lies there' using errcode = '22023';
  end if;
  perform 1 from public.audit_head for update; -- one maker at a time
  if to_regclass('public.' || name) is not null then return; end if;
  execute format('create table public.%I partition of public.audit_entry for values from (%L) to (%L)',
    name, first at time zone 'UTC', (first + interval '1 month') at time zone 'UTC');
  execute format('alter table public.%I enable row level security', name);
  execute format('alter table public.%I force row level security', name);
  execute format('create trigger no_truncate before truncate on public.%I for each statement execute function public.audit_refuse()', name);
end $function$;
-- runs as the owner
grant execute on function audit_month to keyhold_app;
grant execute on function audit_month to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.audit_refuse()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin raise exception 'the audit log is insert-only' using errcode = '42501'; end $function$;

CREATE OR REPLACE FUNCTION public.audit_release(p_now timestamp with time zone, p_id uuid[], p_account uuid[], p_connection uuid[], p_generation bigint[], p_key uuid[], p_key_version integer[], p_log_account uuid[], p_log_subject uuid[], p_actor_kind text[], p_actor text[], p_n integer[], p_request text[], p_fp bytea[])
 RETURNS TABLE(good integer[], clock timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
begin
  return query with released as (
    select a.* from unnest(p_id, p_account, p_connection, p_generation, p_key, p_key_version, p_log_account, p_log_subject, p_actor_kind, p_actor, p_n, p_request, p_fp)
      with ordinality as a (id, account, connection, generation, key, key_version, log_account, log_subject, actor_kind, actor, n, request, fp, ix)
    where (select c.account_id = a.account and c.generation = a.generation and c.status = 'active' from public.connections c where c.id = a.connection)
      and (a.key is null or (select k.version = a.key_version and k.revoked_at is null and (k.expires_at is null or k.expires_at > p_now)
        from public.api_keys k where k.account_id = a.account and k.id = a.key))
  ), written as (
    insert into public.audit_entry (id, at, epoch, xid, log_account, log_subject, actor_kind, actor, action, object_kind, object, outcome, n, request_id, token_fp)
    select r.id, p_now, (select h.epoch from public.audit_head h), pg_current_xact_id(), r.log_account, r.log_subject, r.actor_kind, r.actor, 'token.read', 'connection', r.connection, 'ok', r.n, r.request, r.fp
    from released r
  )
  select coalesce((select array_agg(r.ix::int) from released r), '{}'), clock_timestamp();
end $function$;
-- runs as keyhold_audit
grant execute on function audit_release to keyhold;
grant execute on function audit_release to keyhold_app;

CREATE OR REPLACE FUNCTION public.backup_may_read(p_table regclass)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  execute format('grant select on %s to keyhold_backup', p_table);
  if (select c.relrowsecurity from pg_class c where c.oid = p_table) then
    -- Not `true`: the owner inherits the role, and must see nothing until it has taken it.
    execute format('create policy backup on %s for select to keyhold_backup using (current_user = ''keyhold_backup'')', p_table);
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.lookup_find(p_kind text, p_hash bytea, p_now timestamp with time zone)
 RETURNS TABLE(account_id uuid, row_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select l.account_id, l.row_id from public.lookup l where l.kind = p_kind and l.hash = p_hash and l.expires_at > p_now $function$;
-- runs as keyhold_lookup
grant execute on function lookup_find to keyhold_app;
grant execute on function lookup_find to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.lookup_put(p_kind text, p_hash bytea, p_account uuid, p_row uuid, p_expires timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  insert into public.lookup values (p_kind, p_hash, p_account, p_row, p_expires) $function$;
-- runs as keyhold_lookup
grant execute on function lookup_put to keyhold_app;
grant execute on function lookup_put to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.lookup_sweep(p_now timestamp with time zone, p_limit integer)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with gone as (delete from public.lookup where (kind, hash) in
    (select kind, hash from public.lookup where expires_at <= p_now limit p_limit) returning 1) select count(*) from gone $function$;
-- runs as keyhold_lookup
grant execute on function lookup_sweep to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.lookup_take(p_kind text, p_hash bytea, p_now timestamp with time zone)
 RETURNS TABLE(account_id uuid, row_id uuid)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  delete from public.lookup l where l.kind = p_kind and l.hash = p_hash and l.expires_at > p_now returning l.account_id, l.row_id $function$;
-- runs as keyhold_lookup
grant execute on function lookup_take to keyhold_app;
grant execute on function lookup_take to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.provider_grant_drop(p_connection uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  delete from public.provider_grant g where g.connection_id = p_connection $function$;
-- runs as keyhold_lookup
grant execute on function provider_grant_drop to keyhold_app;

CREATE OR REPLACE FUNCTION public.provider_grant_find(p_mac bytea)
 RETURNS TABLE(connection_id uuid, account_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select g.connection_id, g.account_id from public.provider_grant g where g.mac = p_mac $function$;
-- runs as keyhold_lookup
grant execute on function provider_grant_find to keyhold_app;

CREATE OR REPLACE FUNCTION public.provider_grant_put(p_mac bytea, p_connection uuid, p_account uuid, p_exclusive boolean)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  insert into public.provider_grant values (p_mac, p_connection, p_account, p_exclusive) on conflict (mac, connection_id) do nothing $function$;
-- runs as keyhold_lookup
grant execute on function provider_grant_put to keyhold_app;

grant usage on schema public to keyhold_app;
grant usage on schema public to keyhold_audit;
grant usage on schema public to keyhold_backup;
grant usage on schema public to keyhold_jobs;
grant usage on schema public to keyhold_lookup;
grant usage on schema public to public;

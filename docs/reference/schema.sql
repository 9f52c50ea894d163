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
create policy people_alone on accounts for delete to keyhold_app
  using ((kind = 'person'::text));
grant delete, insert, select, update on accounts to keyhold_app;
grant select on accounts to keyhold_audit;
grant select on accounts to keyhold_backup;

create table anomaly_finding (
  account_id uuid not null,
  id uuid not null,
  at timestamp with time zone not null,
  principal text not null,
  rule text not null,
  inputs jsonb not null,
  score integer not null,
  action text not null,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CHECK ((action = ANY (ARRAY['annotate'::text, 'slow'::text, 'refuse'::text, 'suspend'::text]))),
  CHECK (((length(principal) >= 1) AND (length(principal) <= 100)))
);
CREATE INDEX anomaly_finding_account_id_at_id_idx ON public.anomaly_finding USING btree (account_id, at DESC, id DESC);
CREATE INDEX anomaly_finding_account_id_principal_rule_at_idx ON public.anomaly_finding USING btree (account_id, principal, rule, at DESC);
CREATE INDEX anomaly_finding_at_idx ON public.anomaly_finding USING btree (at);
alter table anomaly_finding enable row level security;
alter table anomaly_finding force row level security;
create policy backup on anomaly_finding for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy jobs on anomaly_finding for select to keyhold_jobs
  using (true);
create policy own on anomaly_finding for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy sweep on anomaly_finding for delete to keyhold_jobs
  using (true);
grant insert, select on anomaly_finding to keyhold_app;
grant select on anomaly_finding to keyhold_backup;
grant delete, select on anomaly_finding to keyhold_jobs;

create table anomaly_standing (
  account_id uuid not null,
  principal text not null,
  points jsonb not null,
  changed_at timestamp with time zone not null,
  cleared_at timestamp with time zone,
  PRIMARY KEY (account_id, principal),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CHECK (((length(principal) >= 1) AND (length(principal) <= 100)))
);
CREATE INDEX anomaly_standing_changed_at_idx ON public.anomaly_standing USING btree (changed_at);
CREATE INDEX anomaly_standing_cleared_at_idx ON public.anomaly_standing USING btree (cleared_at) WHERE (cleared_at IS NOT NULL);
alter table anomaly_standing enable row level security;
alter table anomaly_standing force row level security;
create policy backup on anomaly_standing for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy jobs on anomaly_standing for select to keyhold_jobs
  using (true);
create policy own on anomaly_standing for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy sweep on anomaly_standing for delete to keyhold_jobs
  using (true);
grant insert, select, update on anomaly_standing to keyhold_app;
grant select on anomaly_standing to keyhold_backup;
grant delete, select on anomaly_standing to keyhold_jobs;

create table api_key_lookup (
  mac bytea not null,
  mac_key_id integer not null,
  account_id uuid not null,
  key_id uuid not null,
  imported boolean not null default false,
  PRIMARY KEY (mac),
  CHECK ((length(mac) = 32))
);
CREATE INDEX imported ON public.api_key_lookup USING btree (imported) WHERE imported;
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
  tier text,
  suspended_at timestamp with time zone,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts(id),
  FOREIGN KEY (account_id, subject_id) REFERENCES subjects(account_id, id),
  CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  CHECK (((length(tier) >= 1) AND (length(tier) <= 63)))
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
grant delete, insert, select, update on api_keys to keyhold_app;
grant select on api_keys to keyhold_audit;
grant select on api_keys to keyhold_backup;
grant select on api_keys to keyhold_lookup;

create table audit_block (
  no bigint not null,
  epoch integer not null,
  xid_from xid8 not null,
  xid_to xid8 not null,
  first_seq bigint not null,
  count integer not null,
  root bytea not null,
  prev bytea not null,
  hash bytea not null,
  at timestamp with time zone not null,
  PRIMARY KEY (no),
  UNIQUE (prev),
  CHECK ((count > 0)),
  CHECK ((length(hash) = 32)),
  CHECK ((length(prev) = 32)),
  CHECK ((length(root) = 32))
);
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.audit_block FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON public.audit_block FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
grant insert, select on audit_block to keyhold_audit;
grant select on audit_block to keyhold_backup;
grant select on audit_block to keyhold_jobs;

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
  CHECK (((octet_length(actor_kind) <= 65536) AND (octet_length(actor) <= 65536) AND (octet_length(action) <= 65536) AND (octet_length(object_kind) <= 65536) AND (octet_length(outcome) <= 65536) AND (octet_length(request_id) <= 65536) AND (octet_length(detail) <= 1048576) AND (octet_length(private) <= 65536))) NOT VALID,
  CHECK ((n > 0)),
  CHECK ((length(token_fp) = 16))
) partition by RANGE (at);
CREATE INDEX audit_entry_counted ON ONLY public.audit_entry USING btree (at) WHERE (action = ANY (ARRAY['person.registered'::text, 'person.verification_sent'::text, 'person.address_proved'::text, 'person.mail_refused'::text, 'person.password_reset'::text, 'person.signed_in'::text, 'person.sign_in_refused'::text, 'person.sign_in_locked'::text, 'factor.refused'::text, 'factor.locked'::text, 'passkey.refused'::text, 'session.reused'::text]));
CREATE INDEX audit_entry_log_account_at_actor_idx ON ONLY public.audit_entry USING btree (log_account, at, actor);
CREATE INDEX audit_entry_log_account_object_at_idx ON ONLY public.audit_entry USING btree (log_account, object, at DESC);
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
alter table audit_entry enable row level security;
alter table audit_entry force row level security;
create policy backup on audit_entry for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy link on audit_entry for select to keyhold_audit
  using (true);
create policy own on audit_entry for select to keyhold_app
  using ((log_account = ( SELECT a.log_account
   FROM accounts a
  WHERE (a.id = ( SELECT app_account() AS app_account)))));
create policy prove on audit_entry for select to keyhold_jobs
  using (true);
create policy write on audit_entry for insert to keyhold_audit
  with check (true);
grant select on audit_entry to keyhold_app;
grant insert, select on audit_entry to keyhold_audit;
grant select on audit_entry to keyhold_backup;
grant select on audit_entry to keyhold_jobs;

create table audit_head (
  one boolean not null default true,
  epoch integer not null,
  next_xid xid8 not null default '0'::xid8,
  no bigint not null default 0,
  seq bigint not null default 0,
  hash bytea not null default decode(repeat('00'::text, 32), 'hex'::text),
  edge bytea[] not null default '{}'::bytea[],
  PRIMARY KEY (one),
  CHECK ((length(hash) = 32)),
  CHECK (one)
);
grant select, update on audit_head to keyhold_audit;
grant select on audit_head to keyhold_backup;
grant select on audit_head to keyhold_jobs;

create table audit_horizon (
  no bigint not null,
  epoch integer not null,
  xid_to xid8 not null,
  seq bigint not null,
  hash bytea not null,
  edge bytea[] not null,
  at timestamp with time zone not null,
  PRIMARY KEY (no),
  CHECK ((length(hash) = 32))
);
CREATE TRIGGER insert_only BEFORE DELETE OR UPDATE ON public.audit_horizon FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON public.audit_horizon FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
grant select on audit_horizon to keyhold_backup;
grant select on audit_horizon to keyhold_jobs;

create table audit_sink (
  one boolean not null default true,
  epoch integer not null,
  xid xid8 not null,
  id uuid not null,
  seq bigint not null,
  claimed_until timestamp with time zone,
  claim_no bigint not null default 0,
  taken_at timestamp with time zone,
  failing_since timestamp with time zone,
  reason text,
  PRIMARY KEY (one),
  CHECK (one)
);
grant select on audit_sink to keyhold_backup;
grant insert, select, update on audit_sink to keyhold_jobs;

create table breaker (
  name text not null,
  failures integer not null default 0,
  opened_at timestamp with time zone,
  open_until timestamp with time zone,
  trips integer not null default 0,
  closed_at timestamp with time zone,
  term integer not null default 0,
  failed_at timestamp with time zone,
  window_at timestamp with time zone,
  calls integer not null default 0,
  outages integer not null default 0,
  probe_until timestamp with time zone,
  is_forced boolean not null default false,
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
create policy reseal on connect_attempt for update to keyhold_jobs
  using (true)
  with check (true);
grant delete, insert, select, update on connect_attempt to keyhold_app;
grant select on connect_attempt to keyhold_backup;
grant select on connect_attempt to keyhold_jobs;
grant update (nonce) on connect_attempt to keyhold_jobs;
grant update (verifier) on connect_attempt to keyhold_jobs;

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
  wrapped_previous bytea,
  superseded_at timestamp with time zone,
  PRIMARY KEY (id),
  CHECK ((id > 0)),
  CHECK ((purpose = ANY (ARRAY['seal'::text, 'lookup'::text, 'fingerprint'::text, 'subject_mac'::text, 'cursor'::text, 'csrf'::text, 'checkpoint'::text, 'session'::text]))),
  CHECK ((state = ANY (ARRAY['primary'::text, 'open'::text, 'retired'::text])))
);
CREATE UNIQUE INDEX one_primary ON public.encryption_keys USING btree (purpose) WHERE (state = 'primary'::text);
CREATE TRIGGER only_retired BEFORE DELETE ON public.encryption_keys FOR EACH ROW EXECUTE FUNCTION key_must_be_retired();
grant select on encryption_keys to keyhold_backup;
grant delete, insert, select, update on encryption_keys to keyhold_jobs;

create table factor (
  account_id uuid not null,
  subject_id uuid not null default account_id,
  id uuid not null,
  kind text not null,
  name text not null,
  secret bytea,
  generation bigint not null default 1,
  last_step bigint not null default 0,
  credential_id bytea,
  public_key bytea,
  sign_count bigint not null default 0,
  transports text[],
  is_backed_up boolean,
  created_at timestamp with time zone not null,
  enabled_at timestamp with time zone,
  used_at timestamp with time zone,
  PRIMARY KEY (account_id, id),
  UNIQUE (credential_id),
  UNIQUE (id),
  FOREIGN KEY (account_id) REFERENCES person(account_id) ON DELETE CASCADE,
  CHECK ((kind = ANY (ARRAY['totp'::text, 'passkey'::text]))),
  CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE INDEX factor_subject_id_generation_idx ON public.factor USING btree (subject_id, generation);
CREATE UNIQUE INDEX one_authenticator ON public.factor USING btree (account_id) WHERE (kind = 'totp'::text);
alter table factor enable row level security;
alter table factor force row level security;
create policy backup on factor for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy find on factor for select to keyhold_lookup
  using (true);
create policy own on factor for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy reseal on factor for update to keyhold_jobs
  using (true)
  with check (true);
create policy reseal_read on factor for select to keyhold_jobs
  using (true);
grant delete, insert, select, update on factor to keyhold_app;
grant select on factor to keyhold_backup;
grant select on factor to keyhold_lookup;
grant select (account_id) on factor to keyhold_jobs;
grant select (generation) on factor to keyhold_jobs;
grant select (id) on factor to keyhold_jobs;
grant select (kind) on factor to keyhold_jobs;
grant select, update (secret) on factor to keyhold_jobs;
grant select (subject_id) on factor to keyhold_jobs;

create table feature_flag (
  name text not null,
  is_on boolean not null,
  changed_at timestamp with time zone not null,
  PRIMARY KEY (name)
);
grant delete, insert, select, update on feature_flag to keyhold_app;
grant select on feature_flag to keyhold_backup;
grant select on feature_flag to keyhold_jobs;

create table guesses (
  kind text not null,
  mac bytea not null,
  wrong integer not null,
  last_at timestamp with time zone not null,
  not_before timestamp with time zone not null,
  PRIMARY KEY (kind, mac),
  CHECK ((length(mac) = 32))
);
CREATE INDEX guesses_last_at_idx ON public.guesses USING btree (last_at);
grant delete, insert, select, update on guesses to keyhold_app;
grant select on guesses to keyhold_backup;
grant delete, insert, select, update on guesses to keyhold_jobs;

create table idempotent_request (
  account_id uuid not null,
  id bytea not null,
  fingerprint bytea not null,
  holder text not null,
  held_until timestamp with time zone,
  status integer,
  body text,
  expires_at timestamp with time zone not null,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CHECK (((held_until IS NULL) OR (status IS NULL))),
  CHECK ((length(fingerprint) = 32)),
  CHECK ((length(id) = 32)),
  CHECK (((status >= 200) AND (status <= 399)))
);
CREATE INDEX idempotent_request_expires_at_idx ON public.idempotent_request USING btree (expires_at);
alter table idempotent_request enable row level security;
alter table idempotent_request force row level security;
create policy backup on idempotent_request for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy jobs on idempotent_request for select to keyhold_jobs
  using (true);
create policy own on idempotent_request for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy sweep on idempotent_request for delete to keyhold_jobs
  using (true);
grant delete, insert, select, update on idempotent_request to keyhold_app;
grant select on idempotent_request to keyhold_backup;
grant delete, select on idempotent_request to keyhold_jobs;

create table journey (
  account_id uuid not null,
  id uuid not null,
  name text not null,
  document text not null,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  is_paused boolean not null default false,
  every_seconds integer,
  slot_at timestamp with time zone,
  due_at timestamp with time zone,
  standing jsonb not null default '{}'::jsonb,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, name),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CHECK ((octet_length(document) <= 65536)),
  CHECK ((every_seconds >= 60)),
  CHECK (((length(name) >= 1) AND (length(name) <= 64)))
);
CREATE INDEX journey_due ON public.journey USING btree (due_at) WHERE ((due_at IS NOT NULL) AND (NOT is_paused));
alter table journey enable row level security;
alter table journey force row level security;
create policy backup on journey for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy due on journey for select to keyhold_jobs
  using (true);
create policy own on journey for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on journey to keyhold_app;
grant select on journey to keyhold_backup;
grant select on journey to keyhold_jobs;

create table journey_run (
  account_id uuid not null,
  subject_id uuid not null default account_id,
  id uuid not null,
  journey_id uuid,
  name text not null,
  document text,
  scenarios text[],
  cause text not null,
  mode text not null,
  state text not null,
  outcome text,
  is_degraded boolean not null default false,
  slot_at timestamp with time zone,
  every_seconds integer,
  missed integer not null default 0,
  repository_id uuid,
  commit_hash text,
  branch text,
  pr_number integer,
  ci_run_id text,
  asked_at timestamp with time zone not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  milliseconds integer,
  attempts integer not null default 0,
  error jsonb,
  not_run text[] not null default '{}'::text[],
  leftovers text[] not null default '{}'::text[],
  claimed_until timestamp with time zone,
  claim_no integer not null default 0,
  holder uuid,
  context bytea,
  context_generation bigint not null default 1,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, journey_id) REFERENCES journey(account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, repository_id) REFERENCES repository(account_id, id) ON DELETE SET NULL (repository_id),
  CHECK ((length(branch) <= 250)),
  CHECK ((cause = ANY (ARRAY['call'::text, 'schedule'::text]))),
  CHECK ((length(ci_run_id) <= 200)),
  CHECK (((length(commit_hash) >= 7) AND (length(commit_hash) <= 64))),
  CHECK ((octet_length(document) <= 65536)),
  CHECK ((mode = ANY (ARRAY['real'::text, 'simulated'::text]))),
  CHECK (((length(name) >= 1) AND (length(name) <= 64))),
  CHECK ((outcome = ANY (ARRAY['passed'::text, 'passed_retry'::text, 'failed'::text, 'could_not_run'::text, 'maintenance'::text]))),
  CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'ended'::text])))
);
CREATE UNIQUE INDEX journey_run_alone ON public.journey_run USING btree (account_id, journey_id) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));
CREATE INDEX journey_run_commit ON public.journey_run USING btree (account_id, repository_id, commit_hash);
CREATE INDEX journey_run_holder ON public.journey_run USING btree (holder) WHERE (state = 'running'::text);
CREATE INDEX journey_run_live ON public.journey_run USING btree (claimed_until) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text]));
CREATE INDEX journey_run_newest ON public.journey_run USING btree (account_id, asked_at DESC, id DESC);
CREATE INDEX journey_run_of ON public.journey_run USING btree (account_id, journey_id, asked_at DESC, id DESC);
CREATE INDEX journey_run_old ON public.journey_run USING btree (asked_at);
CREATE UNIQUE INDEX journey_run_slot ON public.journey_run USING btree (account_id, journey_id, slot_at) WHERE (slot_at IS NOT NULL);
CREATE INDEX journey_run_subject_id_context_generation_idx ON public.journey_run USING btree (subject_id, context_generation);
alter table journey_run enable row level security;
alter table journey_run force row level security;
create policy backup on journey_run for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy lapse on journey_run for update to keyhold_jobs
  using (true)
  with check (true);
create policy live on journey_run for select to keyhold_jobs
  using (true);
create policy own on journey_run for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy sweep on journey_run for delete to keyhold_jobs
  using (true);
grant delete, insert, select, update on journey_run to keyhold_app;
grant select on journey_run to keyhold_backup;
grant delete, select on journey_run to keyhold_jobs;
grant update (claimed_until) on journey_run to keyhold_jobs;
grant update (context) on journey_run to keyhold_jobs;

create table journey_secret (
  account_id uuid not null,
  subject_id uuid not null default account_id,
  id uuid not null,
  name text not null,
  value bytea not null,
  generation bigint not null default 1,
  created_at timestamp with time zone not null,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, name),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CHECK (((length(name) >= 1) AND (length(name) <= 64)))
);
CREATE INDEX journey_secret_subject_id_generation_idx ON public.journey_secret USING btree (subject_id, generation);
alter table journey_secret enable row level security;
alter table journey_secret force row level security;
create policy backup on journey_secret for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on journey_secret for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy reseal on journey_secret for update to keyhold_jobs
  using (true)
  with check (true);
create policy reseal_read on journey_secret for select to keyhold_jobs
  using (true);
grant delete, insert, select on journey_secret to keyhold_app;
grant select on journey_secret to keyhold_backup;
grant select on journey_secret to keyhold_jobs;
grant update (value) on journey_secret to keyhold_jobs;

create table journey_step (
  account_id uuid not null,
  run_id uuid not null,
  journey_id uuid,
  attempt integer not null,
  "position" integer not null,
  phase text not null,
  name text not null,
  status text not null,
  started_at timestamp with time zone not null,
  milliseconds integer not null,
  is_degraded boolean not null,
  detail jsonb not null,
  PRIMARY KEY (account_id, run_id, attempt, "position"),
  FOREIGN KEY (account_id, run_id) REFERENCES journey_run(account_id, id) ON DELETE CASCADE,
  CHECK ((phase = ANY (ARRAY['main'::text, 'cleanup'::text]))),
  CHECK ((status = ANY (ARRAY['passed'::text, 'failed'::text, 'skipped'::text])))
);
CREATE INDEX journey_step_times ON public.journey_step USING btree (account_id, journey_id, started_at) WHERE ((status = 'passed'::text) AND (phase = 'main'::text));
alter table journey_step enable row level security;
alter table journey_step force row level security;
create policy backup on journey_step for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on journey_step for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on journey_step to keyhold_app;
grant select on journey_step to keyhold_backup;

create table journey_trace (
  account_id uuid not null,
  run_id uuid not null,
  har json not null,
  kept_until timestamp with time zone not null,
  PRIMARY KEY (account_id, run_id),
  FOREIGN KEY (account_id, run_id) REFERENCES journey_run(account_id, id) ON DELETE CASCADE
);
CREATE INDEX journey_trace_old ON public.journey_trace USING btree (kept_until);
alter table journey_trace enable row level security;
alter table journey_trace force row level security;
create policy backup on journey_trace for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on journey_trace for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy sweep on journey_trace for delete to keyhold_jobs
  using (true);
create policy sweep_look on journey_trace for select to keyhold_jobs
  using (true);
grant delete, insert, select, update on journey_trace to keyhold_app;
grant select on journey_trace to keyhold_backup;
grant delete on journey_trace to keyhold_jobs;
grant select (account_id) on journey_trace to keyhold_jobs;
grant select (kept_until) on journey_trace to keyhold_jobs;
grant select (run_id) on journey_trace to keyhold_jobs;

create table key_rotation (
  from_key integer not null,
  to_key integer not null,
  cause text not null,
  started_at timestamp with time zone not null,
  rows_at_start bigint not null,
  resealed bigint not null default 0,
  unreadable bigint not null default 0,
  worked_at timestamp with time zone,
  worker uuid,
  turn_until timestamp with time zone,
  PRIMARY KEY (from_key),
  CHECK ((cause = ANY (ARRAY['asked'::text, 'age'::text])))
);
grant select on key_rotation to keyhold_backup;
grant insert, select, update on key_rotation to keyhold_jobs;

create table limit_count (
  policy text not null,
  subject bytea not null,
  ends_at timestamp with time zone not null,
  used bigint not null default 0,
  PRIMARY KEY (policy, subject),
  CHECK ((length(policy) <= 63)),
  CHECK ((length(subject) = 16)),
  CHECK ((used >= 0))
);
grant insert, select, update on limit_count to keyhold_app;
grant select on limit_count to keyhold_backup;
grant delete, select, update on limit_count to keyhold_jobs;

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

create table mail_token (
  account_id uuid not null,
  subject_id uuid not null default account_id,
  kind text not null,
  hash bytea not null,
  address bytea not null,
  generation bigint not null,
  address_mac bytea not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  sent_at timestamp with time zone[] not null,
  PRIMARY KEY (account_id, kind),
  UNIQUE (hash),
  FOREIGN KEY (account_id) REFERENCES person(account_id) ON DELETE CASCADE,
  CHECK ((length(hash) = 32)),
  CHECK ((kind = ANY (ARRAY['verify'::text, 'reset'::text, 'change_address'::text, 'factor_reset'::text, 'sign_in'::text])))
);
CREATE INDEX mail_token_expires_at_idx ON public.mail_token USING btree (expires_at);
CREATE INDEX mail_token_subject_id_generation_idx ON public.mail_token USING btree (subject_id, generation);
alter table mail_token enable row level security;
alter table mail_token force row level security;
create policy backup on mail_token for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on mail_token for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy prune on mail_token for delete to keyhold_jobs
  using (true);
create policy reseal on mail_token for update to keyhold_jobs
  using (true)
  with check (true);
create policy reseal_read on mail_token for select to keyhold_jobs
  using (true);
create policy take on mail_token for all to keyhold_lookup
  using (true)
  with check (true);
grant delete, insert, update on mail_token to keyhold_app;
grant select on mail_token to keyhold_backup;
grant delete on mail_token to keyhold_jobs;
grant select on mail_token to keyhold_lookup;
grant select (account_id) on mail_token to keyhold_app;
grant select (account_id) on mail_token to keyhold_jobs;
grant select (address) on mail_token to keyhold_app;
grant select, update (address) on mail_token to keyhold_jobs;
grant select (address_mac) on mail_token to keyhold_app;
grant select (created_at) on mail_token to keyhold_app;
grant select (created_at) on mail_token to keyhold_jobs;
grant select (expires_at) on mail_token to keyhold_app;
grant select (expires_at) on mail_token to keyhold_jobs;
grant select (generation) on mail_token to keyhold_app;
grant select (generation) on mail_token to keyhold_jobs;
grant select (kind) on mail_token to keyhold_app;
grant select (kind) on mail_token to keyhold_jobs;
grant select (sent_at) on mail_token to keyhold_app;
grant select (subject_id) on mail_token to keyhold_app;
grant select (subject_id) on mail_token to keyhold_jobs;
grant select (used_at) on mail_token to keyhold_app;
grant select (used_at) on mail_token to keyhold_jobs;
grant update (used_at) on mail_token to keyhold_lookup;

create table membership (
  account_id uuid not null,
  person_id uuid not null,
  role text not null,
  created_at timestamp with time zone not null,
  PRIMARY KEY (account_id, person_id),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  FOREIGN KEY (person_id) REFERENCES person(account_id) ON DELETE CASCADE,
  CHECK ((role = ANY (ARRAY['owner'::text, 'member'::text, 'viewer'::text])))
);
CREATE INDEX membership_person_id_idx ON public.membership USING btree (person_id);
alter table membership enable row level security;
alter table membership force row level security;
create policy backup on membership for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy find on membership for select to keyhold_lookup
  using (true);
create policy own on membership for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on membership to keyhold_app;
grant select on membership to keyhold_backup;
grant select on membership to keyhold_lookup;

create table operator_session (
  account_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  person_id uuid,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts(id),
  FOREIGN KEY (person_id) REFERENCES person(account_id) ON DELETE CASCADE
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

create table outgoing_mail (
  account_id uuid not null,
  subject_id uuid not null default account_id,
  id uuid not null,
  template text not null,
  content bytea,
  generation bigint not null default 1,
  state text not null,
  attempts integer not null default 0,
  next_at timestamp with time zone not null,
  claimed_until timestamp with time zone,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  reason text,
  PRIMARY KEY (account_id, id),
  UNIQUE (id),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text, 'kept'::text])))
);
CREATE INDEX outgoing_mail_ended_at_idx ON public.outgoing_mail USING btree (ended_at) WHERE (state <> 'waiting'::text);
CREATE INDEX outgoing_mail_next_at_idx ON public.outgoing_mail USING btree (next_at) WHERE (state = 'waiting'::text);
CREATE INDEX outgoing_mail_subject_id_generation_idx ON public.outgoing_mail USING btree (subject_id, generation);
alter table outgoing_mail enable row level security;
alter table outgoing_mail force row level security;
create policy backup on outgoing_mail for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy farewell on outgoing_mail for insert to keyhold_app
  with check (((template = 'erased'::text) AND (account_id = ( SELECT deployment.home_account_id
   FROM deployment))));
create policy own on outgoing_mail for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy send on outgoing_mail for all to keyhold_jobs
  using (true)
  with check (true);
grant delete, insert, select on outgoing_mail to keyhold_app;
grant select on outgoing_mail to keyhold_backup;
grant delete, select, update on outgoing_mail to keyhold_jobs;
grant update (claimed_until) on outgoing_mail to keyhold_app;
grant update (content) on outgoing_mail to keyhold_app;
grant update (ended_at) on outgoing_mail to keyhold_app;
grant update (next_at) on outgoing_mail to keyhold_app;
grant update (reason) on outgoing_mail to keyhold_app;
grant update (state) on outgoing_mail to keyhold_app;

create table person (
  account_id uuid not null,
  subject_id uuid not null default account_id,
  username text,
  display_name text,
  address bytea,
  address_generation bigint not null default 1,
  verified_at timestamp with time zone,
  contested_at timestamp with time zone,
  created_at timestamp with time zone not null,
  disabled_at timestamp with time zone,
  disabled_reason text,
  erase_at timestamp with time zone,
  not_before timestamp with time zone,
  is_operator boolean not null default false,
  factor_reset_at timestamp with time zone,
  PRIMARY KEY (account_id),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CHECK ((length(display_name) <= 200)),
  CHECK (((length(username) >= 1) AND (length(username) <= 64)))
);
CREATE INDEX person_created_at_account_id_idx ON public.person USING btree (created_at DESC, account_id DESC);
CREATE INDEX person_erase_at_idx ON public.person USING btree (erase_at) WHERE (erase_at IS NOT NULL);
CREATE INDEX person_factor_reset_at_idx ON public.person USING btree (factor_reset_at) WHERE (factor_reset_at IS NOT NULL);
CREATE INDEX person_subject_id_address_generation_idx ON public.person USING btree (subject_id, address_generation);
CREATE INDEX person_username ON public.person USING btree (lower(username) text_pattern_ops);
alter table person enable row level security;
alter table person force row level security;
create policy backup on person for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy find on person for select to keyhold_lookup
  using (true);
create policy own on person for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy reseal on person for update to keyhold_jobs
  using (true)
  with check (true);
create policy reseal_read on person for select to keyhold_jobs
  using (true);
grant delete, insert, select on person to keyhold_app;
grant select on person to keyhold_backup;
grant select on person to keyhold_jobs;
grant select on person to keyhold_lookup;
grant update (address) on person to keyhold_app;
grant update (address) on person to keyhold_jobs;
grant update (address_generation) on person to keyhold_app;
grant update (contested_at) on person to keyhold_app;
grant update (disabled_at) on person to keyhold_app;
grant update (disabled_reason) on person to keyhold_app;
grant update (display_name) on person to keyhold_app;
grant update (erase_at) on person to keyhold_app;
grant update (factor_reset_at) on person to keyhold_app;
grant update (is_operator) on person to keyhold_app;
grant update (not_before) on person to keyhold_app;
grant update (username) on person to keyhold_app;
grant update (verified_at) on person to keyhold_app;

create table person_device (
  account_id uuid not null,
  id uuid not null,
  hash bytea not null,
  first_seen_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, hash),
  FOREIGN KEY (account_id) REFERENCES person(account_id) ON DELETE CASCADE,
  CHECK ((length(hash) = 32))
);
alter table person_device enable row level security;
alter table person_device force row level security;
create policy backup on person_device for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on person_device for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on person_device to keyhold_app;
grant select on person_device to keyhold_backup;

create table person_name (
  kind text not null,
  mac bytea not null,
  account_id uuid not null,
  PRIMARY KEY (kind, mac),
  CHECK ((kind = ANY (ARRAY['address'::text, 'username'::text, 'identity'::text, 'vanity'::text]))),
  CHECK ((length(mac) = 32))
);
CREATE INDEX person_name_account_id_idx ON public.person_name USING btree (account_id);
grant select on person_name to keyhold_backup;
grant delete, insert, select on person_name to keyhold_lookup;

create table person_password (
  account_id uuid not null,
  hash text not null,
  changed_at timestamp with time zone not null,
  PRIMARY KEY (account_id),
  FOREIGN KEY (account_id) REFERENCES person(account_id) ON DELETE CASCADE,
  CHECK ((length(hash) <= 500))
);
alter table person_password enable row level security;
alter table person_password force row level security;
create policy backup on person_password for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy find on person_password for select to keyhold_lookup
  using (true);
create policy own on person_password for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, update on person_password to keyhold_app;
grant select on person_password to keyhold_backup;
grant select on person_password to keyhold_lookup;
grant select (account_id) on person_password to keyhold_app;
grant select (changed_at) on person_password to keyhold_app;

create table person_session (
  account_id uuid not null,
  id uuid not null,
  created_at timestamp with time zone not null,
  auth_at timestamp with time zone not null,
  methods text[] not null,
  seen_at timestamp with time zone not null,
  generation integer not null default 1,
  access_hash bytea not null,
  access_ends_at timestamp with time zone not null,
  refresh_hash bytea not null,
  previous_hash bytea,
  nonce bytea,
  rotated_at timestamp with time zone,
  idle_ends_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  device_id uuid,
  agent text,
  from_address text,
  acting_operator uuid,
  acting_reason text,
  ended_at timestamp with time zone,
  end_reason text,
  previous_access_hash bytea,
  previous_access_ends_at timestamp with time zone,
  PRIMARY KEY (account_id, id),
  UNIQUE (access_hash),
  UNIQUE (id),
  UNIQUE (previous_access_hash),
  FOREIGN KEY (account_id) REFERENCES person(account_id) ON DELETE CASCADE,
  CHECK ((length(access_hash) = 32)),
  CHECK ((length(agent) <= 200)),
  CHECK ((length(from_address) <= 100)),
  CHECK ((length(nonce) = 32)),
  CHECK ((length(previous_access_hash) = 32)),
  CHECK ((length(previous_hash) = 32)),
  CHECK ((length(refresh_hash) = 32)),
  CHECK (((previous_access_hash IS NULL) = (previous_access_ends_at IS NULL)))
);
CREATE INDEX person_session_idle_ends_at_idx ON public.person_session USING btree (idle_ends_at);
alter table person_session enable row level security;
alter table person_session force row level security;
create policy backup on person_session for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy find on person_session for all to keyhold_lookup
  using (true)
  with check (true);
create policy own on person_session for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy prune on person_session for delete to keyhold_jobs
  using (true);
create policy prune_read on person_session for select to keyhold_jobs
  using (true);
grant delete, insert, update on person_session to keyhold_app;
grant select on person_session to keyhold_backup;
grant delete on person_session to keyhold_jobs;
grant select, update on person_session to keyhold_lookup;
grant select (access_ends_at) on person_session to keyhold_app;
grant select (account_id) on person_session to keyhold_app;
grant select (account_id) on person_session to keyhold_jobs;
grant select (acting_operator) on person_session to keyhold_app;
grant select (acting_reason) on person_session to keyhold_app;
grant select (agent) on person_session to keyhold_app;
grant select (auth_at) on person_session to keyhold_app;
grant select (created_at) on person_session to keyhold_app;
grant select (device_id) on person_session to keyhold_app;
grant select (end_reason) on person_session to keyhold_app;
grant select (ended_at) on person_session to keyhold_app;
grant select (ended_at) on person_session to keyhold_jobs;
grant select (ends_at) on person_session to keyhold_app;
grant select (ends_at) on person_session to keyhold_jobs;
grant select (from_address) on person_session to keyhold_app;
grant select (generation) on person_session to keyhold_app;
grant select (id) on person_session to keyhold_app;
grant select (id) on person_session to keyhold_jobs;
grant select (idle_ends_at) on person_session to keyhold_app;
grant select (idle_ends_at) on person_session to keyhold_jobs;
grant select (methods) on person_session to keyhold_app;
grant select (rotated_at) on person_session to keyhold_app;
grant select (seen_at) on person_session to keyhold_app;

create table profile (
  account_id uuid not null,
  id uuid not null,
  vanity_url text not null,
  headline text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  PRIMARY KEY (account_id),
  UNIQUE (id),
  FOREIGN KEY (account_id) REFERENCES person(account_id) ON DELETE CASCADE,
  CHECK ((length(headline) <= 500)),
  CHECK (((length(vanity_url) >= 1) AND (length(vanity_url) <= 64)))
);
alter table profile enable row level security;
alter table profile force row level security;
create policy backup on profile for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on profile for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on profile to keyhold_app;
grant select on profile to keyhold_backup;

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

create table pull_request (
  account_id uuid not null,
  id uuid not null,
  repository_id uuid not null,
  number integer not null,
  title text not null default ''::text,
  labels text[] not null default '{}'::text[],
  is_draft boolean not null default false,
  state text not null default 'open'::text,
  base_branch text,
  head_branch text,
  head_sha text,
  merge_sha text,
  told_at timestamp with time zone,
  opened_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  head_snapshot_id uuid,
  facts text not null default 'none'::text,
  logit double precision,
  probability double precision,
  own_files integer not null default 0,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, repository_id, number),
  FOREIGN KEY (account_id, repository_id) REFERENCES repository(account_id, id) ON DELETE CASCADE,
  CHECK ((length(base_branch) <= 250)),
  CHECK ((facts = ANY (ARRAY['none'::text, 'partial'::text, 'complete'::text]))),
  CHECK ((length(head_branch) <= 250)),
  CHECK ((length(head_sha) <= 64)),
  CHECK ((length(merge_sha) <= 64)),
  CHECK ((number > 0)),
  CHECK (((probability >= (0)::double precision) AND (probability <= (1)::double precision))),
  CHECK ((state = ANY (ARRAY['open'::text, 'closed'::text, 'merged'::text]))),
  CHECK ((length(title) <= 1000))
);
CREATE INDEX pull_request_account_id_number_idx ON public.pull_request USING btree (account_id, number);
CREATE INDEX pull_request_ended ON public.pull_request USING btree (account_id, repository_id, ended_at DESC) WHERE (state = 'merged'::text);
CREATE INDEX pull_request_everywhere ON public.pull_request USING btree (account_id, changed_at DESC, id DESC);
CREATE INDEX pull_request_latest ON public.pull_request USING btree (account_id, repository_id, changed_at DESC, id DESC);
CREATE INDEX pull_request_old ON public.pull_request USING btree (changed_at);
alter table pull_request enable row level security;
alter table pull_request force row level security;
create policy backup on pull_request for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on pull_request for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy sweep on pull_request for delete to keyhold_jobs
  using (true);
create policy sweep_look on pull_request for select to keyhold_jobs
  using (true);
grant delete, insert, select, update on pull_request to keyhold_app;
grant select on pull_request to keyhold_backup;
grant delete on pull_request to keyhold_jobs;
grant select (account_id) on pull_request to keyhold_jobs;
grant select (changed_at) on pull_request to keyhold_jobs;
grant select (facts) on pull_request to keyhold_jobs;
grant select (id) on pull_request to keyhold_jobs;

create table pull_request_file (
  account_id uuid not null,
  repository_id uuid not null,
  path_key bytea not null,
  pull_request_id uuid not null,
  path text not null,
  is_code boolean not null,
  touched_at timestamp with time zone not null,
  PRIMARY KEY (account_id, repository_id, path_key, pull_request_id),
  FOREIGN KEY (account_id, pull_request_id) REFERENCES pull_request(account_id, id) ON DELETE CASCADE,
  CHECK ((length(path_key) = 16))
);
CREATE INDEX pull_request_file_account_id_pull_request_id_idx ON public.pull_request_file USING btree (account_id, pull_request_id);
alter table pull_request_file enable row level security;
alter table pull_request_file force row level security;
create policy backup on pull_request_file for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on pull_request_file for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on pull_request_file to keyhold_app;
grant select on pull_request_file to keyhold_backup;

create table pull_request_outcome (
  account_id uuid not null,
  id uuid not null,
  pull_request_id uuid not null,
  kind text not null,
  by_number integer not null default 0,
  source text not null,
  at timestamp with time zone not null,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, pull_request_id, kind, by_number),
  FOREIGN KEY (account_id, pull_request_id) REFERENCES pull_request(account_id, id) ON DELETE CASCADE,
  CHECK ((by_number >= 0)),
  CHECK ((kind = ANY (ARRAY['reverted'::text, 'fixed'::text, 'rolled_back'::text, 'clean'::text]))),
  CHECK ((source = ANY (ARRAY['found'::text, 'told'::text])))
);
alter table pull_request_outcome enable row level security;
alter table pull_request_outcome force row level security;
create policy backup on pull_request_outcome for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on pull_request_outcome for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on pull_request_outcome to keyhold_app;
grant select on pull_request_outcome to keyhold_backup;

create table pull_request_snapshot (
  account_id uuid not null,
  id uuid not null,
  pull_request_id uuid not null,
  head_sha text not null default ''::text,
  base_sha text,
  facts text not null default 'none'::text,
  totals jsonb,
  files jsonb,
  ownership jsonb,
  told jsonb,
  change jsonb,
  logit double precision,
  probability double precision,
  low double precision,
  high double precision,
  is_calibrated boolean not null default false,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, pull_request_id) REFERENCES pull_request(account_id, id) ON DELETE CASCADE,
  CHECK ((length(base_sha) <= 64)),
  CHECK ((facts = ANY (ARRAY['none'::text, 'partial'::text, 'complete'::text]))),
  CHECK ((length(head_sha) <= 64)),
  CHECK (((probability >= (0)::double precision) AND (probability <= (1)::double precision)))
);
CREATE INDEX pull_request_snapshot_account_id_pull_request_id_created_at_idx ON public.pull_request_snapshot USING btree (account_id, pull_request_id, created_at DESC, id DESC);
CREATE UNIQUE INDEX pull_request_snapshot_commit ON public.pull_request_snapshot USING btree (account_id, pull_request_id, head_sha) WHERE (head_sha <> ''::text);
alter table pull_request_snapshot enable row level security;
alter table pull_request_snapshot force row level security;
create policy backup on pull_request_snapshot for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on pull_request_snapshot for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on pull_request_snapshot to keyhold_app;
grant select on pull_request_snapshot to keyhold_backup;

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

create table recovery_code (
  account_id uuid not null,
  mac bytea not null,
  created_at timestamp with time zone not null,
  PRIMARY KEY (account_id, mac),
  FOREIGN KEY (account_id) REFERENCES person(account_id) ON DELETE CASCADE,
  CHECK ((length(mac) = 32))
);
alter table recovery_code enable row level security;
alter table recovery_code force row level security;
create policy backup on recovery_code for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on recovery_code for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select on recovery_code to keyhold_app;
grant select on recovery_code to keyhold_backup;

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

create table release_ingest (
  account_id uuid not null,
  kind text not null,
  hash bytea not null,
  repository_id uuid,
  answer jsonb not null,
  received_at timestamp with time zone not null,
  PRIMARY KEY (account_id, kind, hash),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, repository_id) REFERENCES repository(account_id, id) ON DELETE CASCADE,
  CHECK ((length(hash) = 32)),
  CHECK (((length(kind) >= 1) AND (length(kind) <= 40)))
);
CREATE INDEX release_ingest_account_id_repository_id_idx ON public.release_ingest USING btree (account_id, repository_id);
CREATE INDEX release_ingest_old ON public.release_ingest USING btree (received_at);
alter table release_ingest enable row level security;
alter table release_ingest force row level security;
create policy backup on release_ingest for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on release_ingest for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy sweep on release_ingest for delete to keyhold_jobs
  using (true);
create policy sweep_look on release_ingest for select to keyhold_jobs
  using (true);
grant delete, insert, select, update on release_ingest to keyhold_app;
grant select on release_ingest to keyhold_backup;
grant delete, select on release_ingest to keyhold_jobs;

create table reminder (
  account_id uuid not null,
  event_id uuid not null,
  connection_id uuid not null,
  subject_id uuid not null,
  state text not null,
  attempts integer not null default 0,
  next_at timestamp with time zone not null,
  claimed_until timestamp with time zone,
  claim_no bigint not null default 0,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  reason text,
  PRIMARY KEY (account_id, event_id),
  CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text, 'dropped'::text])))
);
CREATE INDEX reminder_due ON public.reminder USING btree (next_at) WHERE (state = 'waiting'::text);
CREATE INDEX reminder_of ON public.reminder USING btree (account_id, subject_id, ended_at) WHERE (state = 'sent'::text);
CREATE INDEX reminder_old ON public.reminder USING btree (created_at);
alter table reminder enable row level security;
alter table reminder force row level security;
create policy backup on reminder for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy jobs on reminder for all to keyhold_jobs
  using (true)
  with check (true);
create policy own on reminder for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on reminder to keyhold_app;
grant select on reminder to keyhold_backup;
grant delete, insert, select on reminder to keyhold_jobs;
grant update (claim_no) on reminder to keyhold_jobs;
grant update (claimed_until) on reminder to keyhold_jobs;

create table reminder_cursor (
  one boolean not null default true,
  no bigint not null,
  PRIMARY KEY (one),
  CHECK (one)
);
grant select on reminder_cursor to keyhold_backup;
grant select, update on reminder_cursor to keyhold_jobs;

create table reminders_off (
  account_id uuid not null,
  since timestamp with time zone not null,
  PRIMARY KEY (account_id),
  FOREIGN KEY (account_id) REFERENCES accounts(id)
);
alter table reminders_off enable row level security;
alter table reminders_off force row level security;
create policy backup on reminders_off for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on reminders_off for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on reminders_off to keyhold_app;
grant select on reminders_off to keyhold_backup;

create table repository (
  account_id uuid not null,
  id uuid not null,
  name text not null,
  default_branch text,
  settings jsonb not null default '{}'::jsonb,
  created_at timestamp with time zone not null,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, name),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CHECK (((length(default_branch) >= 1) AND (length(default_branch) <= 250))),
  CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);
alter table repository enable row level security;
alter table repository force row level security;
create policy backup on repository for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on repository for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on repository to keyhold_app;
grant select on repository to keyhold_backup;

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

create table schema_diff (
  account_id uuid not null,
  id uuid not null,
  repository_id uuid not null,
  commit_sha text,
  branch text,
  pr_number integer,
  ci_run_id text,
  hash bytea not null,
  score double precision not null,
  level text not null,
  findings integer not null,
  report jsonb not null,
  schemas jsonb not null,
  created_at timestamp with time zone not null,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, repository_id, hash),
  FOREIGN KEY (account_id, repository_id) REFERENCES repository(account_id, id) ON DELETE CASCADE,
  CHECK ((length(branch) <= 250)),
  CHECK ((length(ci_run_id) <= 200)),
  CHECK ((length(commit_sha) <= 64)),
  CHECK ((findings >= 0)),
  CHECK ((length(hash) = 32)),
  CHECK ((level = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
  CHECK ((pr_number > 0)),
  CHECK (((score >= (0)::double precision) AND (score <= (100)::double precision)))
);
CREATE INDEX schema_diff_everywhere ON public.schema_diff USING btree (account_id, created_at DESC, id DESC);
CREATE INDEX schema_diff_latest ON public.schema_diff USING btree (account_id, repository_id, created_at DESC, id DESC);
CREATE INDEX schema_diff_old ON public.schema_diff USING btree (created_at);
alter table schema_diff enable row level security;
alter table schema_diff force row level security;
create policy backup on schema_diff for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on schema_diff for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy sweep on schema_diff for delete to keyhold_jobs
  using (true);
create policy sweep_look on schema_diff for select to keyhold_jobs
  using (true);
grant delete, insert, select, update on schema_diff to keyhold_app;
grant select on schema_diff to keyhold_backup;
grant delete on schema_diff to keyhold_jobs;
grant select (account_id) on schema_diff to keyhold_jobs;
grant select (created_at) on schema_diff to keyhold_jobs;
grant select (id) on schema_diff to keyhold_jobs;

create table schema_migrations (
  number integer not null,
  name text not null,
  checksum bytea not null,
  applied_at timestamp with time zone not null default clock_timestamp(),
  PRIMARY KEY (number)
);
grant select on schema_migrations to keyhold_app;

create table sign_in_challenge (
  hash bytea not null,
  kind text not null,
  account_id uuid,
  session_id uuid,
  challenge bytea,
  methods text[] not null default '{}'::text[],
  wrong integer not null default 0,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  PRIMARY KEY (hash),
  CHECK ((length(hash) = 32)),
  CHECK ((kind = ANY (ARRAY['second_step'::text, 'passkey_sign_in'::text, 'passkey_enrol'::text, 'step_up'::text, 'oidc'::text])))
);
CREATE INDEX sign_in_challenge_expires_at_idx ON public.sign_in_challenge USING btree (expires_at);
grant select on sign_in_challenge to keyhold_backup;
grant delete, insert, select, update on sign_in_challenge to keyhold_lookup;

create table subject_contact (
  account_id uuid not null,
  subject_id uuid not null,
  address bytea not null,
  generation bigint not null,
  PRIMARY KEY (account_id, subject_id),
  FOREIGN KEY (account_id, subject_id) REFERENCES subject_salt(account_id, subject_id) ON DELETE CASCADE
);
CREATE INDEX subject_contact_subject_id_generation_idx ON public.subject_contact USING btree (subject_id, generation);
alter table subject_contact enable row level security;
alter table subject_contact force row level security;
create policy backup on subject_contact for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on subject_contact for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy reseal on subject_contact for update to keyhold_jobs
  using (true)
  with check (true);
create policy reseal_read on subject_contact for select to keyhold_jobs
  using (true);
grant delete, insert, select, update on subject_contact to keyhold_app;
grant select on subject_contact to keyhold_backup;
grant select on subject_contact to keyhold_jobs;
grant update (address) on subject_contact to keyhold_jobs;

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
create policy reseal_read on subject_salt for select to keyhold_jobs
  using (true);
grant delete, insert, select on subject_salt to keyhold_app;
grant select on subject_salt to keyhold_backup;
grant select on subject_salt to keyhold_jobs;

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

create table synthetic_person (
  account_id uuid not null,
  id uuid not null,
  run_id uuid not null,
  mac bytea not null,
  person_id uuid,
  log_account uuid,
  announced_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CHECK ((length(mac) = 32))
);
CREATE INDEX synthetic_person_account_id_announced_at_idx ON public.synthetic_person USING btree (account_id, announced_at);
CREATE INDEX synthetic_person_account_id_run_id_idx ON public.synthetic_person USING btree (account_id, run_id);
CREATE INDEX synthetic_person_ended_at_idx ON public.synthetic_person USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX synthetic_person_log_account_idx ON public.synthetic_person USING btree (log_account);
CREATE UNIQUE INDEX synthetic_person_mac_idx ON public.synthetic_person USING btree (mac);
CREATE INDEX synthetic_person_open ON public.synthetic_person USING btree (announced_at) WHERE (ended_at IS NULL);
CREATE INDEX synthetic_person_person_id_idx ON public.synthetic_person USING btree (person_id);
alter table synthetic_person enable row level security;
alter table synthetic_person force row level security;
create policy backup on synthetic_person for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy find on synthetic_person for select to keyhold_lookup
  using (true);
create policy link on synthetic_person for update to keyhold_lookup
  using (true)
  with check (true);
create policy open on synthetic_person for select to keyhold_jobs
  using (true);
create policy own on synthetic_person for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy sweep on synthetic_person for delete to keyhold_jobs
  using (true);
grant delete, insert, select, update on synthetic_person to keyhold_app;
grant select on synthetic_person to keyhold_backup;
grant delete, select on synthetic_person to keyhold_jobs;
grant select on synthetic_person to keyhold_lookup;
grant update (log_account) on synthetic_person to keyhold_lookup;
grant update (person_id) on synthetic_person to keyhold_lookup;

create table test_case (
  account_id uuid not null,
  id uuid not null,
  repository_id uuid not null,
  number integer not null,
  file text,
  class_name text,
  suite jsonb not null,
  name text not null,
  project text,
  occurrence integer not null,
  title text not null,
  first_seen_at timestamp with time zone not null,
  first_run_id uuid,
  merged_into uuid,
  PRIMARY KEY (account_id, id),
  UNIQUE (account_id, repository_id, number),
  FOREIGN KEY (account_id, repository_id) REFERENCES repository(account_id, id) ON DELETE CASCADE,
  CHECK ((length(class_name) <= 500)),
  CHECK ((length(file) <= 1000)),
  CHECK ((length(name) <= 500)),
  CHECK ((length(project) <= 500)),
  CHECK ((length(title) <= 500))
);
CREATE INDEX test_case_account_id_first_run_id_idx ON public.test_case USING btree (account_id, first_run_id);
CREATE INDEX test_case_account_id_merged_into_idx ON public.test_case USING btree (account_id, merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX test_case_of_file ON public.test_case USING btree (account_id, repository_id, "left"(file, 200));
alter table test_case enable row level security;
alter table test_case force row level security;
create policy backup on test_case for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on test_case for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on test_case to keyhold_app;
grant select on test_case to keyhold_backup;

create table test_quarantine (
  account_id uuid not null,
  test_id uuid not null,
  repository_id uuid not null,
  state text not null,
  owner text,
  ticket text,
  reason text,
  review_by timestamp with time zone not null,
  is_auto boolean not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  PRIMARY KEY (account_id, test_id),
  FOREIGN KEY (account_id, repository_id) REFERENCES repository(account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, test_id) REFERENCES test_case(account_id, id) ON DELETE CASCADE,
  CHECK (((length(owner) >= 1) AND (length(owner) <= 200))),
  CHECK (((length(reason) >= 1) AND (length(reason) <= 1000))),
  CHECK ((state = ANY (ARRAY['active'::text, 'quarantined'::text, 'disabled'::text, 'fixed'::text]))),
  CHECK (((length(ticket) >= 1) AND (length(ticket) <= 500)))
);
CREATE INDEX test_quarantine_account_id_repository_id_idx ON public.test_quarantine USING btree (account_id, repository_id);
alter table test_quarantine enable row level security;
alter table test_quarantine force row level security;
create policy backup on test_quarantine for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on test_quarantine for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on test_quarantine to keyhold_app;
grant select on test_quarantine to keyhold_backup;

create table test_rename (
  account_id uuid not null,
  old_id uuid not null,
  new_id uuid not null,
  repository_id uuid not null,
  commit text not null,
  likeness double precision not null,
  found_at timestamp with time zone not null,
  PRIMARY KEY (account_id, old_id, new_id),
  FOREIGN KEY (account_id, new_id) REFERENCES test_case(account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, old_id) REFERENCES test_case(account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, repository_id) REFERENCES repository(account_id, id) ON DELETE CASCADE
);
CREATE INDEX test_rename_account_id_new_id_idx ON public.test_rename USING btree (account_id, new_id);
CREATE INDEX test_rename_account_id_repository_id_idx ON public.test_rename USING btree (account_id, repository_id);
alter table test_rename enable row level security;
alter table test_rename force row level security;
create policy backup on test_rename for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on test_rename for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on test_rename to keyhold_app;
grant select on test_rename to keyhold_backup;

create table test_repository (
  account_id uuid not null,
  repository_id uuid not null,
  next_number integer not null default 1,
  judge_all_at timestamp with time zone,
  prior jsonb,
  prior_at timestamp with time zone,
  PRIMARY KEY (account_id, repository_id),
  FOREIGN KEY (account_id, repository_id) REFERENCES repository(account_id, id) ON DELETE CASCADE
);
CREATE INDEX test_repository_due ON public.test_repository USING btree (judge_all_at) WHERE (judge_all_at IS NOT NULL);
alter table test_repository enable row level security;
alter table test_repository force row level security;
create policy backup on test_repository for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy due on test_repository for select to keyhold_jobs
  using (true);
create policy own on test_repository for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on test_repository to keyhold_app;
grant select on test_repository to keyhold_backup;
grant select (account_id) on test_repository to keyhold_jobs;
grant select (judge_all_at) on test_repository to keyhold_jobs;
grant select (repository_id) on test_repository to keyhold_jobs;

create table test_run (
  account_id uuid not null,
  id uuid not null,
  repository_id uuid not null,
  commit text not null,
  branch text,
  pr_number integer,
  ci_run_id text,
  attempt integer not null,
  shard text not null,
  environment text not null,
  format text not null,
  at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  cases integer not null,
  passed integer not null,
  failed integer not null,
  skipped integer not null,
  retried integer not null,
  duration_milliseconds bigint not null,
  is_complete boolean not null,
  warnings jsonb not null,
  results bytea not null,
  durations bytea not null,
  failures jsonb not null,
  infra jsonb,
  judged_at timestamp with time zone,
  is_counted boolean not null default false,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, repository_id) REFERENCES repository(account_id, id) ON DELETE CASCADE
);
CREATE INDEX test_run_newest ON public.test_run USING btree (account_id, repository_id, environment, at DESC, id DESC);
CREATE INDEX test_run_of_ci ON public.test_run USING btree (account_id, repository_id, ci_run_id, attempt);
CREATE INDEX test_run_of_commit ON public.test_run USING btree (account_id, repository_id, commit) WHERE (commit <> ''::text);
CREATE INDEX test_run_old ON public.test_run USING btree (at);
CREATE INDEX test_run_pending ON public.test_run USING btree (received_at) WHERE (judged_at IS NULL);
alter table test_run enable row level security;
alter table test_run force row level security;
create policy backup on test_run for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy due on test_run for select to keyhold_jobs
  using (true);
create policy own on test_run for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on test_run to keyhold_app;
grant select on test_run to keyhold_backup;
grant select (account_id) on test_run to keyhold_jobs;
grant select (at) on test_run to keyhold_jobs;
grant select (judged_at) on test_run to keyhold_jobs;
grant select (received_at) on test_run to keyhold_jobs;
grant select (repository_id) on test_run to keyhold_jobs;

create table test_standing (
  account_id uuid not null,
  repository_id uuid not null,
  number integer not null,
  environment text not null,
  runs integer not null,
  passed integer not null,
  failed integer not null,
  skipped integer not null,
  duration_milliseconds bigint not null,
  commits integer[] not null default '{}'::integer[],
  unnamed integer not null default 0,
  last_run_at timestamp with time zone not null,
  is_watched boolean not null default false,
  verdict text not null,
  verdict_at timestamp with time zone not null,
  memory jsonb,
  held_until timestamp with time zone,
  score double precision not null default 0,
  rank double precision not null default 0,
  wasted_minutes double precision not null default 0,
  figures jsonb,
  PRIMARY KEY (account_id, repository_id, number, environment),
  FOREIGN KEY (account_id, repository_id) REFERENCES repository(account_id, id) ON DELETE CASCADE,
  CHECK ((verdict = ANY (ARRAY['unknown'::text, 'healthy'::text, 'suspect'::text, 'flaky'::text, 'broken'::text, 'fixed'::text])))
);
CREATE INDEX test_standing_failed ON public.test_standing USING btree (account_id, repository_id, environment) WHERE ((failed > 0) OR is_watched);
CREATE INDEX test_standing_held ON public.test_standing USING btree (held_until, account_id, repository_id) WHERE (held_until IS NOT NULL);
CREATE INDEX test_standing_watched ON public.test_standing USING btree (account_id, repository_id, environment) WHERE is_watched;
alter table test_standing enable row level security;
alter table test_standing force row level security;
create policy backup on test_standing for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy due on test_standing for select to keyhold_jobs
  using (true);
create policy own on test_standing for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on test_standing to keyhold_app;
grant select on test_standing to keyhold_backup;
grant select (account_id) on test_standing to keyhold_jobs;
grant select (environment) on test_standing to keyhold_jobs;
grant select (held_until) on test_standing to keyhold_jobs;
grant select (last_run_at) on test_standing to keyhold_jobs;
grant select (number) on test_standing to keyhold_jobs;
grant select (repository_id) on test_standing to keyhold_jobs;

create table test_verdict (
  account_id uuid not null,
  id uuid not null,
  test_id uuid not null,
  environment text not null,
  at timestamp with time zone not null,
  was text not null,
  verdict text not null,
  reasons jsonb not null,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, test_id) REFERENCES test_case(account_id, id) ON DELETE CASCADE
);
CREATE INDEX test_verdict_account_id_test_id_at_idx ON public.test_verdict USING btree (account_id, test_id, at);
alter table test_verdict enable row level security;
alter table test_verdict force row level security;
create policy backup on test_verdict for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy own on test_verdict for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on test_verdict to keyhold_app;
grant select on test_verdict to keyhold_backup;

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
create policy reseal on token_version for update to keyhold_jobs
  using (true)
  with check (true);
create policy reseal_read on token_version for select to keyhold_jobs
  using (true);
grant delete, insert, select on token_version to keyhold_app;
grant select on token_version to keyhold_backup;
grant select, update (access_token) on token_version to keyhold_jobs;
grant select (account_id) on token_version to keyhold_jobs;
grant select (connection_id) on token_version to keyhold_jobs;
grant select (generation) on token_version to keyhold_jobs;
grant select, update (raw) on token_version to keyhold_jobs;
grant select, update (refresh_token) on token_version to keyhold_jobs;
grant update (refused) on token_version to keyhold_app;
grant select (subject_id) on token_version to keyhold_jobs;

create table webhook_cursor (
  one boolean not null default true,
  no bigint not null,
  PRIMARY KEY (one),
  CHECK (one)
);
grant select on webhook_cursor to keyhold_backup;
grant select, update on webhook_cursor to keyhold_jobs;

create table webhook_delivery (
  account_id uuid not null,
  endpoint_id uuid not null,
  event_id uuid not null,
  type text not null,
  at timestamp with time zone not null,
  epoch integer not null,
  xid xid8 not null,
  connection_id uuid,
  subject_id uuid,
  log_subject uuid,
  provider text,
  detail text,
  state text not null,
  attempts integer not null default 0,
  next_at timestamp with time zone not null,
  claimed_until timestamp with time zone,
  claim_no bigint not null default 0,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  last_status integer,
  last_reason text,
  history jsonb not null default '[]'::jsonb,
  PRIMARY KEY (account_id, endpoint_id, event_id),
  FOREIGN KEY (account_id, endpoint_id) REFERENCES webhook_endpoint(account_id, id) ON DELETE CASCADE,
  CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text])))
);
CREATE INDEX webhook_delivery_due ON public.webhook_delivery USING btree (endpoint_id, epoch, xid, event_id) WHERE (state = 'pending'::text);
CREATE INDEX webhook_delivery_newest ON public.webhook_delivery USING btree (account_id, endpoint_id, at DESC, event_id DESC);
CREATE INDEX webhook_delivery_old ON public.webhook_delivery USING btree (created_at);
CREATE INDEX webhook_delivery_order ON public.webhook_delivery USING btree (endpoint_id, connection_id) WHERE (state = 'pending'::text);
alter table webhook_delivery enable row level security;
alter table webhook_delivery force row level security;
create policy backup on webhook_delivery for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy jobs on webhook_delivery for all to keyhold_jobs
  using (true)
  with check (true);
create policy own on webhook_delivery for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on webhook_delivery to keyhold_app;
grant select on webhook_delivery to keyhold_backup;
grant delete, insert, select on webhook_delivery to keyhold_jobs;
grant update (claim_no) on webhook_delivery to keyhold_jobs;
grant update (claimed_until) on webhook_delivery to keyhold_jobs;

create table webhook_endpoint (
  account_id uuid not null,
  id uuid not null,
  log_account uuid not null,
  url text not null,
  event_types text[] not null,
  created_at timestamp with time zone not null,
  disabled_at timestamp with time zone,
  disabled_reason text,
  failing_since timestamp with time zone,
  not_before timestamp with time zone,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts(id),
  CHECK ((disabled_reason = ANY (ARRAY['asked'::text, 'gone'::text, 'failing'::text]))),
  CHECK (((length(url) >= 1) AND (length(url) <= 2000)))
);
CREATE INDEX webhook_endpoint_log_account_idx ON public.webhook_endpoint USING btree (log_account);
alter table webhook_endpoint enable row level security;
alter table webhook_endpoint force row level security;
create policy backup on webhook_endpoint for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy jobs on webhook_endpoint for select to keyhold_jobs
  using (true);
create policy own on webhook_endpoint for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
grant delete, insert, select, update on webhook_endpoint to keyhold_app;
grant select on webhook_endpoint to keyhold_backup;
grant select on webhook_endpoint to keyhold_jobs;

create table webhook_secret (
  account_id uuid not null,
  subject_id uuid not null,
  id uuid not null,
  endpoint_id uuid not null,
  secret bytea not null,
  created_at timestamp with time zone not null,
  until timestamp with time zone,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, endpoint_id) REFERENCES webhook_endpoint(account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, subject_id) REFERENCES subject_salt(account_id, subject_id)
);
CREATE INDEX webhook_secret_account_id_endpoint_id_idx ON public.webhook_secret USING btree (account_id, endpoint_id);
alter table webhook_secret enable row level security;
alter table webhook_secret force row level security;
create policy backup on webhook_secret for select to keyhold_backup
  using ((CURRENT_USER = 'keyhold_backup'::name));
create policy ended on webhook_secret for delete to keyhold_jobs
  using ((until IS NOT NULL));
create policy own on webhook_secret for all to keyhold_app
  using ((account_id = ( SELECT app_account() AS app_account)))
  with check ((account_id = ( SELECT app_account() AS app_account)));
create policy reseal on webhook_secret for update to keyhold_jobs
  using (true)
  with check (true);
create policy reseal_read on webhook_secret for select to keyhold_jobs
  using (true);
grant delete, insert, select on webhook_secret to keyhold_app;
grant select on webhook_secret to keyhold_backup;
grant delete, select on webhook_secret to keyhold_jobs;
grant update (secret) on webhook_secret to keyhold_jobs;
grant update (until) on webhook_secret to keyhold_app;

CREATE OR REPLACE FUNCTION public.api_key_find(p_macs bytea[], p_now timestamp with time zone)
 RETURNS TABLE(account_id uuid, key_id uuid, subject_id uuid, scopes text[], version integer, mac_key_id integer, tier text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select k.account_id, k.id, k.subject_id, k.scopes, k.version, l.mac_key_id, k.tier
  from public.api_key_lookup l join public.api_keys k on k.account_id = l.account_id and k.id = l.key_id
  where l.mac = any (p_macs) and k.revoked_at is null and k.suspended_at is null and (k.expires_at is null or k.expires_at > p_now)
    and not exists (select from public.person p where p.account_id = k.account_id and p.disabled_at is not null) limit 1 $function$;
-- runs as keyhold_lookup
grant execute on function api_key_find to keyhold_app;

CREATE OR REPLACE FUNCTION public.api_key_import(p_mac bytea, p_mac_key integer, p_account uuid, p_key uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  insert into public.api_key_lookup (mac, mac_key_id, account_id, key_id, imported)
    values (p_mac, p_mac_key, p_account, p_key, true) on conflict (mac) do nothing;
  return found;
end $function$;
-- runs as keyhold_lookup
grant execute on function api_key_import to keyhold_app;

CREATE OR REPLACE FUNCTION public.api_key_put(p_mac bytea, p_mac_key integer, p_account uuid, p_key uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  insert into public.api_key_lookup values (p_mac, p_mac_key, p_account, p_key) $function$;
-- runs as keyhold_lookup
grant execute on function api_key_put to keyhold_app;

CREATE OR REPLACE FUNCTION public.api_key_taken(p_macs bytea[])
 RETURNS TABLE(account_id uuid, key_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select l.account_id, l.key_id from public.api_key_lookup l where l.mac = any (p_macs) limit 1 $function$;
-- runs as keyhold_lookup
grant execute on function api_key_taken to keyhold_app;

CREATE OR REPLACE FUNCTION public.api_keys_imported()
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select exists (select from public.api_key_lookup l where l.imported) $function$;
-- runs as keyhold_lookup
grant execute on function api_keys_imported to keyhold_app;

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
    p_actor_kind, case when p_actor_kind = 'person' then public.audit_person(p_actor)::text else p_actor end, p_action, p_object_kind,
    coalesce((select a.log_account from public.accounts a where a.id = p_object and a.kind = 'person'), case when p_object_kind <> 'person' then p_object end),
    p_outcome, 1, p_request, p_fp, p_detail
  from public.audit_head h $function$;
-- runs as keyhold_audit
grant execute on function audit_append to keyhold_app;
grant execute on function audit_append to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.audit_begin_epoch()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  perform 1 from public.audit_head for update;
  if pg_snapshot_xmax(pg_current_snapshot()) >= (select h.next_xid from public.audit_head h) then return null; end if;
  return public.audit_new_epoch();
end $function$;
-- runs as keyhold_audit
grant execute on function audit_begin_epoch to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.audit_bind(p_hi xid8, p_most integer)
 RETURNS TABLE(linked integer, is_more boolean)
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.audit_last_before(p_before timestamp with time zone)
 RETURNS bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select b.no from public.audit_block b,
    (select e.epoch, e.xid from public.audit_entry e where e.at < p_before order by e.epoch desc, e.xid desc limit 1) e
  where b.epoch = e.epoch and b.xid_from <= e.xid and b.xid_to > e.xid $function$;
-- runs as keyhold_audit
grant execute on function audit_last_before to keyhold_owner;

CREATE OR REPLACE FUNCTION public.audit_leaf(e audit_entry)
 RETURNS bytea
 LANGUAGE sql
 STABLE
RETURN sha256(((((((((((((((((((((((('\x00'::bytea || '\x6b6579686f6c642f61756469742f656e7472792f7631'::bytea) || '\x00'::bytea) || '\x00000010'::bytea) || uuid_send((e).id)) || '\x00000008'::bytea) || int8send(((EXTRACT(epoch FROM (e).at) * (1000000)::numeric))::bigint)) || COALESCE(('\x00000010'::bytea || uuid_send((e).log_account)), '\xffffffff'::bytea)) || COALESCE(('\x00000010'::bytea || uuid_send((e).log_subject)), '\xffffffff'::bytea)) || int4send(length(convert_to((e).actor_kind, 'UTF8'::name)))) || convert_to((e).actor_kind, 'UTF8'::name)) || COALESCE((int4send(length(convert_to((e).actor, 'UTF8'::name))) || convert_to((e).actor, 'UTF8'::name)), '\xffffffff'::bytea)) || int4send(length(convert_to((e).action, 'UTF8'::name)))) || convert_to((e).action, 'UTF8'::name)) || COALESCE((int4send(length(convert_to((e).object_kind, 'UTF8'::name))) || convert_to((e).object_kind, 'UTF8'::name)), '\xffffffff'::bytea)) || COALESCE(('\x00000010'::bytea || uuid_send((e).object)), '\xffffffff'::bytea)) || int4send(length(convert_to((e).outcome, 'UTF8'::name)))) || convert_to((e).outcome, 'UTF8'::name)) || '\x00000004'::bytea) || int4send((e).n)) || COALESCE((int4send(length(convert_to((e).request_id, 'UTF8'::name))) || convert_to((e).request_id, 'UTF8'::name)), '\xffffffff'::bytea)) || COALESCE((int4send(length((e).token_fp)) || (e).token_fp), '\xffffffff'::bytea)) || COALESCE((int4send(length(convert_to((e).detail, 'UTF8'::name))) || convert_to((e).detail, 'UTF8'::name)), '\xffffffff'::bytea)) || COALESCE((int4send(length((e).private)) || (e).private), '\xffffffff'::bytea)));
grant execute on function audit_leaf to keyhold_audit;

CREATE OR REPLACE FUNCTION public.audit_link(p_most integer)
 RETURNS TABLE(linked integer, is_more boolean)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select * from public.audit_bind(pg_snapshot_xmin(pg_current_snapshot()), p_most) $function$;
-- runs as keyhold_audit
grant execute on function audit_link to keyhold_jobs;

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

CREATE OR REPLACE FUNCTION public.audit_new_epoch()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$;
-- runs as keyhold_audit
grant execute on function audit_new_epoch to keyhold_owner;

CREATE OR REPLACE FUNCTION public.audit_person(p_id text)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select a.log_account from public.accounts a
  where p_id ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' and a.id = case when p_id ~ '^[0-9a-f-]{36}$' then p_id::uuid end and a.kind = 'person' $function$;
-- runs as keyhold_audit
grant execute on function audit_person to keyhold_app;

CREATE OR REPLACE FUNCTION public.audit_prune(p_before timestamp with time zone, p_no bigint, p_edge bytea[])
 RETURNS text[]
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$;
-- runs as the owner
grant execute on function audit_prune to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.audit_push(p_edge bytea[], p_size bigint, p_leaf bytea)
 RETURNS bytea[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
end $function$;
grant execute on function audit_push to keyhold_audit;

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
    select r.id, p_now, (select h.epoch from public.audit_head h), pg_current_xact_id(), r.log_account, r.log_subject, r.actor_kind,
      case when r.actor_kind = 'person' then public.audit_person(r.actor)::text else r.actor end, 'token.read', 'connection', r.connection, 'ok', r.n, r.request, r.fp
    from released r
  )
  select coalesce((select array_agg(r.ix::int) from released r), '{}'), clock_timestamp();
end $function$;
-- runs as keyhold_audit
grant execute on function audit_release to keyhold;
grant execute on function audit_release to keyhold_app;

CREATE OR REPLACE FUNCTION public.audit_root(p_edge bytea[])
 RETURNS bytea
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare root bytea := p_edge[cardinality(p_edge)];
begin
  for i in reverse cardinality(p_edge) - 1 .. 1 loop
    root := sha256('\x01'::bytea || p_edge[i] || root);
  end loop;
  return root;
end $function$;
grant execute on function audit_root to keyhold_audit;

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

CREATE OR REPLACE FUNCTION public.challenge_look(p_hash bytea, p_kind text, p_now timestamp with time zone)
 RETURNS TABLE(account_id uuid, session_id uuid, challenge bytea, methods text[], wrong integer, created_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select c.account_id, c.session_id, c.challenge, c.methods, c.wrong, c.created_at from public.sign_in_challenge c where c.hash = p_hash and c.kind = p_kind and c.expires_at > p_now $function$;
-- runs as keyhold_lookup
grant execute on function challenge_look to keyhold_app;

CREATE OR REPLACE FUNCTION public.challenge_put(p_hash bytea, p_kind text, p_account uuid, p_session uuid, p_challenge bytea, p_methods text[], p_now timestamp with time zone, p_expires timestamp with time zone)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  insert into public.sign_in_challenge (hash, kind, account_id, session_id, challenge, methods, created_at, expires_at)
    values (p_hash, p_kind, p_account, p_session, p_challenge, p_methods, p_now, p_expires)
    on conflict (hash) do update set challenge = excluded.challenge, created_at = excluded.created_at, expires_at = excluded.expires_at
    where sign_in_challenge.kind = excluded.kind $function$;
-- runs as keyhold_lookup
grant execute on function challenge_put to keyhold_app;

CREATE OR REPLACE FUNCTION public.challenge_sweep(p_now timestamp with time zone, p_limit integer)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with gone as (delete from public.sign_in_challenge where hash in
    (select hash from public.sign_in_challenge where expires_at <= p_now limit p_limit) returning 1) select count(*) from gone $function$;
-- runs as keyhold_lookup
grant execute on function challenge_sweep to keyhold_app;
grant execute on function challenge_sweep to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.challenge_take(p_hash bytea, p_kind text, p_now timestamp with time zone)
 RETURNS TABLE(account_id uuid, session_id uuid, challenge bytea, methods text[], wrong integer, created_at timestamp with time zone)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  delete from public.sign_in_challenge c where c.hash = p_hash and c.kind = p_kind and c.expires_at > p_now
    returning c.account_id, c.session_id, c.challenge, c.methods, c.wrong, c.created_at $function$;
-- runs as keyhold_lookup
grant execute on function challenge_take to keyhold_app;

CREATE OR REPLACE FUNCTION public.challenge_try(p_hash bytea, p_kind text, p_now timestamp with time zone, p_most integer)
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  update public.sign_in_challenge c set wrong = c.wrong + 1 where c.hash = p_hash and c.kind = p_kind and c.expires_at > p_now and c.wrong < p_most returning c.wrong $function$;
-- runs as keyhold_lookup
grant execute on function challenge_try to keyhold_app;

CREATE OR REPLACE FUNCTION public.counted_acts(p_since timestamp with time zone)
 RETURNS TABLE(action text, what text, why text, n bigint)
 LANGUAGE sql
 STABLE
AS $function$
  select case when e.action = 'person.password_reset' and e.detail like '%"firstProof":true%' then 'person.address_proved' else e.action end,
    coalesce(substring(e.detail from '"(?:mail|at)":"([a-z_]+)"'), ''), coalesce(substring(e.detail from '"(?:reason|by)":"([a-z_]+)"'), ''), sum(e.n)::bigint
  from public.audit_entry e
  where e.at > p_since and e.action in ('person.registered', 'person.verification_sent', 'person.address_proved', 'person.mail_refused',
    'person.password_reset', 'person.signed_in', 'person.sign_in_refused', 'person.sign_in_locked', 'factor.refused', 'factor.locked', 'passkey.refused', 'session.reused')
    and not exists (select from public.synthetic_person s where s.log_account = e.log_account)
  group by 1, 2, 3 limit 1000 $function$;
grant execute on function counted_acts to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.key_must_be_retired()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.state = 'retired' and old.purpose = 'seal' then return old; end if;
  -- The owner may: a restore puts a backup's keys in the place of those that the start made.
  if current_user <> 'keyhold_jobs' then return old; end if;
  raise exception 'only a retired key is destroyed' using errcode = '42501';
end $function$;

CREATE OR REPLACE FUNCTION public.limit_charge(p_policy text[], p_subject bytea[], p_interval bigint[], p_calendar text[], p_depth bigint[], p_cost bigint[], p_lease bigint[], p_group integer[], p_ask bigint[], p_wait integer, p_now bigint DEFAULT NULL::bigint)
 RETURNS TABLE(ix integer, granted bigint, ends bigint, used bigint, lent bigint, good_until bigint, moment bigint)
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
#variable_conflict use_column
declare
  v_bucket record; v_row record; v_now bigint; v_first int := 1; v_last int; v_grant bigint; v_free bigint;
  v_ends bigint[]; v_used bigint[]; v_total int := cardinality(p_policy);
begin
  -- A crash of the database forgets what was counted in its last half second; no request waits for a disk.
  perform set_config('synchronous_commit', 'off', true), set_config('lock_timeout', p_wait || 'ms', true);
  -- Every row is held before the first is read, all in one order, so that two decisions never wait for each other.
  for v_bucket in select distinct t.policy, t.subject from unnest(p_policy, p_subject) t (policy, subject) order by 1, 2 loop
    loop
      perform from public.limit_count c where c.policy = v_bucket.policy and c.subject = v_bucket.subject for update;
      exit when found;
      -- Another may make it first, and a job may sweep it away before it is held: then it is looked for again.
      insert into public.limit_count (policy, subject, ends_at) values (v_bucket.policy, v_bucket.subject, 'epoch')
        on conflict (policy, subject) do nothing;
      exit when found;
    end loop;
  end loop;
  v_now := coalesce(p_now, (extract(epoch from clock_timestamp()) * 1000000)::bigint);
  while v_first <= v_total loop
    v_last := v_first;
    while v_last < v_total and p_group[v_last + 1] = p_group[v_first] loop v_last := v_last + 1; end loop;
    v_grant := p_ask[v_first];
    for i in v_first..v_last loop
      select (extract(epoch from c.ends_at) * 1000000)::bigint as ends, c.used into v_row
        from public.limit_count c where c.policy = p_policy[i] and c.subject = p_subject[i];
      v_ends[i] := v_row.ends; v_used[i] := v_row.used;
      if p_interval[i] is not null then
        v_ends[i] := greatest(v_ends[i], v_now);
        v_free := greatest(0, (v_now + p_depth[i] * p_interval[i] - v_ends[i]) / p_interval[i]);
      else
        v_free := (extract(epoch from date_trunc(p_calendar[i], to_timestamp(v_now / 1000000) at time zone 'UTC') + ('1 ' || p_calendar[i])::interval) * 1000000)::bigint;
        -- A window that lies ahead is a clock that was set back.
        if v_ends[i] < v_free then v_ends[i] := v_free; v_used[i] := 0; end if;
        v_free := greatest(0, p_depth[i] - v_used[i]);
      end if;
      v_grant := least(v_grant, v_free / p_cost[i]);
    end loop;
    for i in v_first..v_last loop
      ix := i; granted := v_grant; moment := v_now; lent := 0; good_until := null;
      if v_grant > 0 then
        if p_interval[i] is not null then
          good_until := v_ends[i] + v_grant * p_cost[i] * p_interval[i];
          -- An eighth of what is left, so that the last units stay where everybody can have them.
          lent := least(p_lease[i], greatest(0, (v_now + p_depth[i] * p_interval[i] - good_until) / p_interval[i]) / 8);
          v_ends[i] := good_until + lent * p_interval[i];
        else
          good_until := v_ends[i] - 1;
          lent := least(p_lease[i], (p_depth[i] - v_used[i] - v_grant * p_cost[i]) / 8);
          v_used[i] := v_used[i] + v_grant * p_cost[i] + lent;
        end if;
        update public.limit_count c set ends_at = to_timestamp(0) + v_ends[i] * interval '1 microsecond', used = v_used[i]
          where c.policy = p_policy[i] and c.subject = p_subject[i];
      end if;
      ends := v_ends[i]; used := v_used[i];
      return next;
    end loop;
    v_first := v_last + 1;
  end loop;
end $function$;
grant execute on function limit_charge to keyhold_app;

CREATE OR REPLACE FUNCTION public.limit_prune(p_most integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare v_count bigint; v_now timestamptz := clock_timestamp();
begin
  with ended as materialized (
    select e.policy, e.subject from public.limit_count e where e.ends_at <= v_now limit p_most for update skip locked)
  delete from public.limit_count c using ended where c.policy = ended.policy and c.subject = ended.subject;
  get diagnostics v_count = row_count;
  return v_count;
end $function$;
grant execute on function limit_prune to keyhold_jobs;

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

CREATE OR REPLACE FUNCTION public.mail_token_look(p_kind text, p_hash bytea, p_now timestamp with time zone)
 RETURNS TABLE(account_id uuid, is_used boolean, is_late boolean)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select t.account_id, t.used_at is not null, t.expires_at <= p_now from public.mail_token t where t.hash = p_hash and t.kind = p_kind $function$;
-- runs as keyhold_lookup
grant execute on function mail_token_look to keyhold_app;

CREATE OR REPLACE FUNCTION public.mail_token_take(p_kind text, p_hash bytea, p_now timestamp with time zone)
 RETURNS TABLE(account_id uuid, address bytea, generation bigint, address_mac bytea)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  update public.mail_token t set used_at = p_now where t.hash = p_hash and t.kind = p_kind and t.used_at is null and t.expires_at > p_now
    returning t.account_id, t.address, t.generation, t.address_mac $function$;
-- runs as keyhold_lookup
grant execute on function mail_token_take to keyhold_app;

CREATE OR REPLACE FUNCTION public.membership_role(p_account uuid, p_person uuid)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select m.role from public.membership m where m.account_id = p_account and m.person_id = p_person $function$;
-- runs as keyhold_lookup
grant execute on function membership_role to keyhold_app;

CREATE OR REPLACE FUNCTION public.memberships_of(p_person uuid)
 RETURNS TABLE(account_id uuid, role text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select m.account_id, m.role from public.membership m where m.person_id = p_person order by m.account_id limit 100 $function$;
-- runs as keyhold_lookup
grant execute on function memberships_of to keyhold_app;

CREATE OR REPLACE FUNCTION public.passkey_find(p_credential bytea)
 RETURNS TABLE(account_id uuid, id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select f.account_id, f.id from public.factor f join public.person p on p.account_id = f.account_id
  where f.credential_id = p_credential and f.enabled_at is not null and p.disabled_at is null $function$;
-- runs as keyhold_lookup
grant execute on function passkey_find to keyhold_app;

CREATE OR REPLACE FUNCTION public.people_figures(p_now timestamp with time zone, p_since timestamp with time zone)
 RETURNS TABLE(unverified integer, verified integer, disabled integer, second_factor integer, sessions integer, people_with_session integer, outlived integer, verification_mails integer)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with real_person as (
    select p.account_id, p.verified_at, p.disabled_at from public.person p
    where not exists (select from public.synthetic_person s where s.person_id = p.account_id))
  select p.unverified, p.verified, p.disabled, f.n, s.live, s.people, s.outlived, m.n
  from
    (select count(*) filter (where verified_at is null and disabled_at is null)::int as unverified,
      count(*) filter (where verified_at is not null and disabled_at is null)::int as verified,
      count(*) filter (where disabled_at is not null)::int as disabled from real_person) p,
    (select count(distinct f.account_id)::int as n from public.factor f join real_person q on q.account_id = f.account_id
      where f.enabled_at is not null and q.disabled_at is null) f,
    (select count(*) filter (where q.disabled_at is null)::int as live, count(distinct x.account_id) filter (where q.disabled_at is null)::int as people,
      count(*) filter (where q.disabled_at is not null)::int as outlived
      from public.person_session x join real_person q on q.account_id = x.account_id
      where x.ended_at is null and x.idle_ends_at > p_now and x.ends_at > p_now and x.acting_operator is null) s,
    (select count(*)::int as n from public.mail_token t join real_person q on q.account_id = t.account_id, unnest(t.sent_at) as sent
      where t.kind = 'verify' and sent > p_since) m $function$;
-- runs as keyhold_lookup
grant execute on function people_figures to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.person_forget()
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  delete from public.lookup where account_id = public.app_account();
  delete from public.sign_in_challenge where account_id = public.app_account();
  delete from public.person_name where account_id = public.app_account();
  delete from public.api_key_lookup where account_id = public.app_account();
  delete from public.provider_grant where account_id = public.app_account();
  update public.person_session set acting_operator = null where acting_operator = public.app_account() $function$;
-- runs as keyhold_lookup
grant execute on function person_forget to keyhold_app;

CREATE OR REPLACE FUNCTION public.person_name_claim(p_kind text, p_macs bytea[], p_account uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  if exists (select from public.person_name n where n.kind = p_kind and n.mac = any (p_macs) and n.account_id <> p_account) then return false; end if;
  insert into public.person_name (kind, mac, account_id) values (p_kind, p_macs[1], p_account) on conflict (kind, mac) do nothing;
  return exists (select from public.person_name n where n.kind = p_kind and n.mac = p_macs[1] and n.account_id = p_account);
end $function$;
-- runs as keyhold_lookup
grant execute on function person_name_claim to keyhold_app;

CREATE OR REPLACE FUNCTION public.person_name_find(p_kind text, p_macs bytea[])
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select n.account_id from public.person_name n where n.kind = p_kind and n.mac = any (p_macs) limit 1 $function$;
-- runs as keyhold_lookup
grant execute on function person_name_find to keyhold_app;

CREATE OR REPLACE FUNCTION public.person_name_release(p_kind text, p_account uuid, p_kept bytea[])
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  delete from public.person_name n where n.kind = p_kind and n.account_id = p_account and n.mac <> all (p_kept) $function$;
-- runs as keyhold_lookup
grant execute on function person_name_release to keyhold_app;

CREATE OR REPLACE FUNCTION public.person_password_find(p_account uuid)
 RETURNS TABLE(hash text, changed_at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  select p.hash, p.changed_at from public.person_password p where p.account_id = p_account $function$;
-- runs as keyhold_lookup
grant execute on function person_password_find to keyhold_app;

CREATE OR REPLACE FUNCTION public.personal_counts(p_tables text[])
 RETURNS TABLE(name text, n bigint)
 LANGUAGE plpgsql
 STABLE
AS $function$
declare one text;
begin
  foreach one in array p_tables loop
    return query execute format('select %L::text, count(*) from %I t where t.account_id = app_account()', one, one);
  end loop;
end $function$;
grant execute on function personal_counts to keyhold_app;

CREATE OR REPLACE FUNCTION public.personal_erase(p_table text)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
declare gone bigint;
begin
  execute format('delete from %I t where t.account_id = app_account()', p_table);
  get diagnostics gone = row_count;
  return gone;
end $function$;
grant execute on function personal_erase to keyhold_app;

CREATE OR REPLACE FUNCTION public.personal_rows(p_asked jsonb)
 RETURNS TABLE(name text, content jsonb)
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  asked jsonb;
  columns text;
  newest text;
begin
  for asked in select e from jsonb_array_elements(p_asked) e loop
    select string_agg(format('t.%I', c), ', ') into columns from jsonb_array_elements_text(asked -> 'columns') c;
    newest := case when asked ? 'newest' then format('order by t.%I desc limit %s', asked -> 'newest' ->> 'by', (asked -> 'newest' ->> 'most')::int) else '' end;
    return query execute format('select %L::text, to_jsonb(r) from (select %s from %I t %s) r', asked ->> 'table', columns, asked ->> 'table', newest);
  end loop;
end $function$;
grant execute on function personal_rows to keyhold_app;

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

CREATE OR REPLACE FUNCTION public.reseal(p_table text, p_column text, p_row text, p_generation text, p_rows uuid[], p_generations bigint[], p_old bytea[], p_new bytea[])
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
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
end $function$;
grant execute on function reseal to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.sealed_counts(p_table text, p_column text)
 RETURNS TABLE(key bytea, rows bigint)
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  return query execute format('select substring(%2$I from 3 for 4), count(*) from %1$I where %2$I is not null group by 1', p_table, p_column);
end $function$;
grant execute on function sealed_counts to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.sealed_page(p_table text, p_column text, p_row text, p_generation text, p_keys bytea[], p_after uuid, p_after_generation bigint, p_rows integer)
 RETURNS TABLE(account_id uuid, subject_id uuid, row_id uuid, generation bigint, sealed bytea, salt bytea, is_asked_for boolean)
 LANGUAGE plpgsql
 STABLE
AS $function$
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
end $function$;
grant execute on function sealed_page to keyhold_jobs;

CREATE OR REPLACE FUNCTION public.session_end(p_id uuid, p_now timestamp with time zone, p_reason text)
 RETURNS uuid
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  update public.person_session s set ended_at = p_now, end_reason = p_reason where s.id = p_id and s.ended_at is null returning s.account_id $function$;
-- runs as keyhold_lookup
grant execute on function session_end to keyhold_app;

CREATE OR REPLACE FUNCTION public.session_find(p_access bytea, p_now timestamp with time zone)
 RETURNS TABLE(account_id uuid, session_id uuid, created_at timestamp with time zone, auth_at timestamp with time zone, methods text[], seen_at timestamp with time zone, idle_ends_at timestamp with time zone, ends_at timestamp with time zone, access_ends_at timestamp with time zone, acting_operator uuid, username text, display_name text, address bytea, address_generation bigint, verified_at timestamp with time zone, person_created_at timestamp with time zone, is_operator boolean, has_second_factor boolean, erase_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
  return query
    select s.account_id, s.id, s.created_at, s.auth_at, s.methods, s.seen_at, s.idle_ends_at, s.ends_at,
      case when s.access_hash = p_access then s.access_ends_at else s.previous_access_ends_at end, s.acting_operator,
      p.username, p.display_name, p.address, p.address_generation, p.verified_at, p.created_at, p.is_operator,
      exists (select from public.factor f where f.account_id = s.account_id and f.enabled_at is not null), p.erase_at
    from public.person_session s join public.person p on p.account_id = s.account_id
    where (s.access_hash = p_access and s.access_ends_at > p_now or s.previous_access_hash = p_access and s.previous_access_ends_at > p_now)
      and s.ended_at is null and s.ends_at > p_now and p.disabled_at is null;
end $function$;
-- runs as keyhold_lookup
grant execute on function session_find to keyhold;
grant execute on function session_find to keyhold_app;

CREATE OR REPLACE FUNCTION public.session_renew(p_account uuid, p_id uuid, p_generation integer, p_access bytea, p_refresh bytea, p_methods text[], p_now timestamp with time zone, p_access_ends timestamp with time zone, p_idle_ends timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with renewed as (
    update public.person_session s set generation = p_generation, previous_hash = s.refresh_hash, nonce = null, rotated_at = p_now, seen_at = p_now,
      auth_at = case when p_methods && '{otp,hwk,rc}'
        or (cardinality(p_methods) > 0 and not exists (select from public.factor f where f.account_id = p_account and f.enabled_at is not null)) then p_now else s.auth_at end,
      methods = (select array_agg(distinct m order by m) from unnest(s.methods || p_methods) as m),
      previous_access_hash = null, previous_access_ends_at = null,
      access_hash = p_access, refresh_hash = p_refresh, access_ends_at = p_access_ends, idle_ends_at = p_idle_ends
    where s.account_id = p_account and s.id = p_id and s.generation = p_generation - 1 and s.ended_at is null returning 1)
  select exists (select from renewed) $function$;
-- runs as keyhold_lookup
grant execute on function session_renew to keyhold_app;

CREATE OR REPLACE FUNCTION public.session_rotate(p_id uuid, p_generation integer, p_refresh bytea, p_access_next bytea, p_refresh_next bytea, p_nonce bytea, p_now timestamp with time zone, p_access_ends timestamp with time zone, p_idle_ends timestamp with time zone, p_operator_idle_ends timestamp with time zone, p_grace interval)
 RETURNS TABLE(outcome text, account_id uuid, nonce bytea, is_operator boolean, reason text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
  s public.person_session;
  is_operators boolean;
  is_disabled boolean;
begin
  select * into s from public.person_session x where x.id = p_id for update;
  if not found then return query select 'unknown', null::uuid, null::bytea, false, null::text; return; end if;
  select p.is_operator, p.disabled_at is not null into is_operators, is_disabled from public.person p where p.account_id = s.account_id;
  if s.ended_at is not null or is_disabled then
    return query select 'ended', s.account_id, null::bytea, is_operators, s.end_reason; return;
  end if;
  if s.idle_ends_at <= p_now or s.ends_at <= p_now then
    return query select 'expired', s.account_id, null::bytea, is_operators, null::text; return;
  end if;
  if s.refresh_hash = p_refresh then
    update public.person_session x set generation = x.generation + 1, previous_hash = p_refresh, nonce = p_nonce, rotated_at = p_now, seen_at = p_now,
        previous_access_hash = x.access_hash, previous_access_ends_at = x.access_ends_at,
        access_hash = p_access_next, refresh_hash = p_refresh_next, access_ends_at = least(p_access_ends, x.ends_at),
        idle_ends_at = least(case when is_operators then p_operator_idle_ends else p_idle_ends end, x.ends_at)
      where x.id = p_id;
    return query select 'rotated', s.account_id, p_nonce, is_operators, null::text; return;
  end if;
  if s.previous_hash = p_refresh and s.rotated_at > p_now - p_grace then
    return query select 'again', s.account_id, s.nonce, is_operators, null::text; return;
  end if;
  if p_generation < s.generation then
    update public.person_session x set ended_at = p_now, end_reason = 'reuse' where x.id = p_id;
    return query select 'reused', s.account_id, null::bytea, is_operators, 'reuse'; return;
  end if;
  return query select 'unknown', null::uuid, null::bytea, false, null::text;
end $function$;
-- runs as keyhold_lookup
grant execute on function session_rotate to keyhold_app;

CREATE OR REPLACE FUNCTION public.sessions_find(p_access bytea[], p_now timestamp with time zone)
 RETURNS TABLE(place integer, account_id uuid, session_id uuid, created_at timestamp with time zone, auth_at timestamp with time zone, methods text[], seen_at timestamp with time zone, idle_ends_at timestamp with time zone, ends_at timestamp with time zone, access_ends_at timestamp with time zone, acting_operator uuid, username text, display_name text, address bytea, address_generation bigint, verified_at timestamp with time zone, person_created_at timestamp with time zone, is_operator boolean, has_second_factor boolean, erase_at timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_seqscan TO 'off'
AS $function$
begin
  return query
    select a.place::int, f.* from unnest(p_access) with ordinality as a (hash, place) cross join lateral (
      select s.account_id, s.id, s.created_at, s.auth_at, s.methods, s.seen_at, s.idle_ends_at, s.ends_at, s.found_ends_at, s.acting_operator,
        p.username, p.display_name, p.address, p.address_generation, p.verified_at, p.created_at, p.is_operator,
        exists (select from public.factor x where x.account_id = s.account_id and x.enabled_at is not null), p.erase_at
      from (
        select n.*, n.access_ends_at as found_ends_at from public.person_session n where n.access_hash = a.hash
        union all
        select o.*, o.previous_access_ends_at from public.person_session o where o.previous_access_hash = a.hash
        limit 1) s
      join public.person p on p.account_id = s.account_id
      where s.found_ends_at > p_now and s.ended_at is null and s.ends_at > p_now and p.disabled_at is null
      limit 1) f;
end $function$;
-- runs as keyhold_lookup
grant execute on function sessions_find to keyhold;
grant execute on function sessions_find to keyhold_app;

CREATE OR REPLACE FUNCTION public.synthetic_link(p_macs bytea[], p_person uuid, p_log_account uuid)
 RETURNS boolean
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  with linked as (
    update public.synthetic_person s set person_id = p_person, log_account = p_log_account
    where s.mac = any (p_macs) and s.person_id is null and s.ended_at is null returning 1)
  select exists (select from linked) $function$;
-- runs as keyhold_lookup
grant execute on function synthetic_link to keyhold_app;

grant usage on schema public to keyhold_app;
grant usage on schema public to keyhold_audit;
grant usage on schema public to keyhold_backup;
grant usage on schema public to keyhold_jobs;
grant usage on schema public to keyhold_lookup;
grant usage on schema public to public;

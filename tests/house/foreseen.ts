/** Tables whose rows belong to nobody, or that are read before it is known to whom: no row-level security, but no rights either. */
export const exempt: Record<string, string> = {
  api_key_lookup: 'the MAC of a key to its row, before the caller is known; behind definer functions',
  audit_head: 'one counter of the log; behind definer functions',
  breaker: 'the state of a provider, shared by all accounts; nothing of any of them',
  deployment: 'one row about this deployment',
  encryption_keys: 'wrapped root keys, shared by all accounts; useless without the master key',
  lookup: 'the hash of a secret to its row, before an account is known; behind definer functions',
  provider_event: 'what providers post, before it is known whose it is; no word of it is believed',
  provider_grant: 'a keyed hash of a grant to its connections, across accounts; behind definer functions',
  provider_subscription: 'where a provider posts the events of our app to; nothing of any account',
  rate_budget: 'calls left at a provider, shared by all accounts; nothing of any of them',
  schema_migrations: "the migrator's own notes; for the owner alone",
}

/** Policies of other roles than keyhold_app's own: who else sees rows of every account, and why. */
export const furtherPolicies: Record<string, string> = {
  'keyhold_audit select accounts': "an entry takes the account's name in the log",
  'keyhold_audit select subjects': "an entry takes the subject's name in the log",
  'keyhold_audit select connections': 'a release compares generation and state',
  'keyhold_audit select api_keys': 'a release compares version and revocation',
  'keyhold_audit insert audit_entry': 'the log is written by its functions alone',
  'keyhold_lookup select api_keys': 'a key is looked up before its account is known',
  'keyhold_jobs select subjects': 'erasures that are under way',
  'keyhold_jobs select connections': 'what is due',
  'keyhold_jobs select connection_bookkeeping': 'what is due, and not before',
  'keyhold_jobs select refresh_attempt': 'attempts that were left open',
  'keyhold_jobs select data_set': 'syncs that are due',
  'keyhold_jobs select connect_session': 'what is out of date',
  'keyhold_jobs select connect_attempt': 'what is out of date',
}

/** Tables whose rows belong to nobody, or that are read before it is known to whom: no row-level security, but no rights either. */
export const exempt: Record<string, string> = {
  api_key_lookup: 'the MAC of a key to its row, before the caller is known; behind definer functions',
  audit_block: 'hashes over entries of all accounts; behind definer functions',
  audit_head: 'one counter of the log; behind definer functions',
  audit_horizon: 'where the log begins once months are gone; behind definer functions',
  audit_sink: 'how far the second sink took the log; nothing of any account',
  breaker: 'the state of a provider, shared by all accounts; nothing of any of them',
  deployment: 'one row about this deployment',
  encryption_keys: 'wrapped root keys, shared by all accounts; useless without the master key',
  feature_flag: 'which features are on; nothing of any account',
  guesses: 'wrong guesses, by a keyed hash of whom they are about; nothing of any account',
  key_rotation: 'how far re-sealing is; nothing of any account',
  limit_count: 'what is taken of limits, by a keyed hash of whom they count; nothing of any account',
  lookup: 'the hash of a secret to its row, before an account is known; behind definer functions',
  person_name:
    'the keyed hash of an address or a name to its person, before anybody is known; behind definer functions',
  provider_event: 'what providers post, before it is known whose it is; no word of it is believed',
  provider_grant: 'a keyed hash of a grant to its connections, across accounts; behind definer functions',
  provider_subscription: 'where a provider posts the events of our app to; nothing of any account',
  rate_budget: 'calls left at a provider, shared by all accounts; nothing of any of them',
  reminder_cursor: 'how far the log was followed; nothing of any account',
  schema_migrations: "the migrator's own notes; for the owner alone, but for a look at them",
  sign_in_challenge:
    'the hash of a cookie to what its browser was asked, before anybody is known; behind definer functions',
  webhook_cursor: 'how far the log was followed; nothing of any account',
}

/** What the app may do beyond the account that it is bound to, and the check. */
export const beyondTheAccount: Record<string, string> = {
  // The last mail to who is erased is the home account's, and commits with the erasure.
  'insert outgoing_mail':
    "((template = 'erased'::text) AND (account_id = ( SELECT deployment.home_account_id FROM deployment)))",
}

/** Policies of other roles than keyhold_app's own: who else sees rows of every account, and why. */
export const furtherPolicies: Record<string, string> = {
  'keyhold_audit select accounts': "an entry takes the account's name in the log",
  'keyhold_audit select subjects': "an entry takes the subject's name in the log",
  'keyhold_audit select connections': 'a release compares generation and state',
  'keyhold_audit select api_keys': 'a release compares version and revocation',
  'keyhold_audit select audit_entry': 'entries are bound into blocks',
  'keyhold_audit insert audit_entry': 'the log is written by its functions alone',
  'keyhold_lookup select api_keys': 'a key is looked up before its account is known',
  'keyhold_jobs select audit_entry': 'the log is proved, and followed',
  'keyhold_jobs select subjects': 'erasures that are under way',
  'keyhold_jobs select connections': 'what is due',
  'keyhold_jobs select connection_bookkeeping': 'what is due, and not before',
  'keyhold_jobs select refresh_attempt': 'attempts that were left open',
  'keyhold_jobs select data_set': 'syncs that are due',
  'keyhold_jobs select connect_session': 'what is out of date',
  'keyhold_jobs select idempotent_request': 'what is out of date',
  'keyhold_jobs delete idempotent_request': 'what is out of date',
  'keyhold_jobs select anomaly_standing': 'what was cleared, and what is out of date',
  'keyhold_jobs delete anomaly_standing': 'what is out of date',
  'keyhold_jobs select anomaly_finding': 'what is out of date',
  'keyhold_jobs delete anomaly_finding': 'what is out of date',
  'keyhold_jobs select connect_attempt': 'what is out of date',
  'keyhold_jobs update connect_attempt': 'secrets are sealed anew under a new root key',
  'keyhold_jobs select token_version': 'secrets are sealed anew under a new root key',
  'keyhold_jobs update token_version': 'secrets are sealed anew under a new root key',
  'keyhold_jobs select subject_salt': 'secrets are sealed anew under a new root key',
  'keyhold_jobs select webhook_endpoint': 'where entries of the log are to be told',
  'keyhold_jobs all webhook_delivery':
    'entries of all accounts become deliveries, which are claimed and, once old, removed',
  'keyhold_jobs select webhook_secret': 'secrets are sealed anew under a new root key',
  'keyhold_jobs update webhook_secret': 'secrets are sealed anew under a new root key',
  'keyhold_jobs delete webhook_secret': 'a secret whose successor has taken over',
  'keyhold_jobs all reminder':
    'entries of all accounts become reminders, which are claimed and, once old, removed',
  'keyhold_jobs select subject_contact': 'secrets are sealed anew under a new root key',
  'keyhold_jobs update subject_contact': 'secrets are sealed anew under a new root key',
  'keyhold_lookup select person': 'a session and a passkey are looked up before their person is known',
  'keyhold_lookup select person_password': 'a password is looked up before its person is known',
  'keyhold_lookup all mail_token': 'a mailed link is used before its person is known',
  'keyhold_lookup all person_session': 'a session is looked up, and rotated, before its person is known',
  'keyhold_lookup select factor': 'a passkey is looked up before its person is known',
  'keyhold_lookup select membership': 'what a person may do for another account',
  'keyhold_jobs select person': 'secrets are sealed anew under a new root key',
  'keyhold_jobs update person': 'secrets are sealed anew under a new root key',
  'keyhold_jobs select mail_token': 'secrets are sealed anew under a new root key',
  'keyhold_jobs update mail_token': 'secrets are sealed anew under a new root key',
  'keyhold_jobs delete mail_token': 'what is out of date',
  'keyhold_jobs select person_session': 'what is out of date',
  'keyhold_jobs delete person_session': 'what is out of date',
  'keyhold_jobs select factor': 'secrets are sealed anew under a new root key',
  'keyhold_jobs update factor': 'secrets are sealed anew under a new root key',
  'keyhold_jobs all outgoing_mail': 'mail of all accounts is claimed, sent and, once old, removed',
}

import { accountSettings, passkeyPages } from '../../../parts/accounts/index.ts'
import { type Finding, warn } from './finding.ts'
import type { Subject } from './subject.ts'

/** Pages that are to use passkeys, and that no browser lets; nothing where there are none. */
export function passkeyFindings({ settings }: Subject): Finding[] {
  if (!settings) return []
  const { rpId, barred } = passkeyPages(settings(accountSettings))
  if (barred.length === 0) return []
  return [
    warn(
      'passkeys',
      `pages of ${barred.join(', ')} cannot use passkeys, which are made for ${rpId}`,
      'before anybody has one, set PASSKEY_RP_ID to the domain that all pages share; or name in PASSKEY_ORIGINS those that are to use them',
    ),
  ]
}

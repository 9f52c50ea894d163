import { accountSettings } from '../../../parts/accounts/index.ts'
import { connectionSettings } from '../../../parts/connections/index.ts'
import { type Finding, ok, warn } from './finding.ts'
import type { Subject } from './subject.ts'

/** Which providers are set up, the redirect URI each must know, and what of them rests on no documentation. */
export function providerFindings({ settings, production }: Subject): Finding[] {
  if (!settings) return []
  const { apps, catalogue, redirectUris } = settings(connectionSettings)
  const { keyholdUrl } = settings(accountSettings)
  if (apps.size === 0) return [noneFinding(production)]
  return [...apps.keys()].flatMap((id) => {
    const redirectUri = redirectUris.get(id) ?? new URL(`/${id}/callback`, keyholdUrl).href
    const found = ok('provider', `${id}: register the redirect URI ${redirectUri}`)
    const fields = catalogue.get(id)?.unverified.map(({ field }) => field) ?? []
    if (fields.length === 0) return [found]
    return [
      found,
      warn(
        'provider_unverified',
        `${id}: its documentation leaves open ${fields.join(', ')}`,
        `try a connection and a refresh there; mend the entry in KEYHOLD_PROVIDERS_FILE if it differs`,
      ),
    ]
  })
}

const noneFinding = (production: boolean): Finding =>
  production
    ? warn('provider', 'none is set up', 'set <PROVIDER>_CLIENT_ID and <PROVIDER>_CLIENT_SECRET')
    : ok('provider', 'none is set up; the sandbox stands in for one')

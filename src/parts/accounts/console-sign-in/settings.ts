import { Mistake, type Reading, secret, text } from '../../../kit/settings.ts'
import { httpAddress, listed } from '../outside/clerk-settings.ts'

/** Operators who sign in to the console at an OpenID Connect provider. */
export const consoleSettings = {
  consoleIssuer: {
    ...text(
      'CONSOLE_OIDC_ISSUER',
      "An OpenID Connect provider at which operators sign in to the console, by its issuer's address. Default: by link alone.",
    ),
    read: readIssuer,
  },
  consoleClientId: text('CONSOLE_OIDC_CLIENT_ID', 'Client id of the console there.'),
  consoleClientSecret: secret(
    'CONSOLE_OIDC_CLIENT_SECRET',
    'Client secret of the console there. Default: none, a public client.',
  ),
  consoleOperators: {
    ...text(
      'CONSOLE_OIDC_OPERATORS',
      'Who of its people is an operator, comma-separated: addresses that it proved, or subjects (`sub`). Nobody else gets in.',
    ),
    read: (raw: string | undefined): readonly string[] => listed(raw),
  },
}

function readIssuer(raw: string | undefined, { environment, production }: Reading): string | null {
  if (raw === undefined) return null
  const missing = ['CONSOLE_OIDC_CLIENT_ID', 'CONSOLE_OIDC_OPERATORS'].filter((name) => !environment[name])
  if (missing.length > 0) throw new Mistake(`is set and ${missing.join(' and ')} is not; set all of them`)
  const issuer = httpAddress(raw)
  if (production && !issuer.startsWith('https:')) throw new Mistake(`found "${raw}", production wants https`)
  return issuer
}

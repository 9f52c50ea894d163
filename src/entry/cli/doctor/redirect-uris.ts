import { type Addresses, addressesOf } from './addresses.ts'
import { type Finding, fail, ok } from './finding.ts'
import type { Subject } from './subject.ts'

/** Whether each redirect URI that was set leads back to where Keyhold answers: scheme, host and path. */
export function redirectFindings(subject: Subject): Finding[] {
  const addresses = addressesOf(subject)
  if (!addresses) return []
  return [...addresses.redirectUris].map(([id, uri]) =>
    redirectFinding(id, uri, addresses, subject.production),
  )
}

function redirectFinding(id: string, given: string, addresses: Addresses, production: boolean): Finding {
  const { keyholdUrl } = addresses
  const variable = `${id.toUpperCase().replaceAll('-', '_')}_REDIRECT_URI`
  const expected = new URL(`/${id}/callback`, keyholdUrl)
  const register = `register ${expected.href} (its domain is ${expected.hostname}) at the provider`
  if (!URL.canParse(given))
    return fail(
      'redirect_uri',
      `${variable} is no address: ${given}`,
      `set ${variable}=${expected.href}, and ${register}`,
    )
  const url = new URL(given)
  const differences = differencesOf(url, expected)
  if (differences.length > 0) {
    const leadsHere = url.pathname === expected.pathname && !addresses.isGiven
    return fail(
      'redirect_uri',
      `${variable} is ${given}, and ${differences.join(', ')}: browsers do not come back to us`,
      leadsHere
        ? `set KEYHOLD_URL=${url.origin}`
        : `set ${variable}=${expected.href} or unset it, and ${register}`,
    )
  }
  if (production && url.protocol !== 'https:') {
    const origin = `https://${url.host}`
    return fail(
      'redirect_uri',
      `${variable} is ${given}: in production providers send codes to https alone`,
      `set KEYHOLD_URL=${origin} and ${variable}=${origin}${url.pathname}`,
    )
  }
  return ok('redirect_uri', `${variable} leads to where we answer: ${given}`)
}

function differencesOf(url: URL, expected: URL): string[] {
  const differs: [boolean, string][] = [
    [
      url.protocol !== expected.protocol,
      `its scheme is ${bare(url.protocol)} where KEYHOLD_URL has ${bare(expected.protocol)}`,
    ],
    [url.host !== expected.host, `its host is ${url.host} where KEYHOLD_URL has ${expected.host}`],
    [
      url.pathname !== expected.pathname,
      `its path is ${url.pathname} where we answer at ${expected.pathname}`,
    ],
    [url.search !== '' || url.hash !== '', 'it carries a query or a fragment'],
  ]
  return differs.filter(([is]) => is).map(([, words]) => words)
}

const bare = (protocol: string): string => protocol.slice(0, -1)

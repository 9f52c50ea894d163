import type { PeerCertificate } from 'node:tls'
import { type Finding, fail, ok, warn } from './finding.ts'

/** What answered at the public address. */
export interface Sight {
  status: number
  certificate: PeerCertificate
  /** Why the certificate is not for the name it was asked for; `undefined` when it is. */
  nameError: string | undefined
  /** Why nobody vouches for it, as OpenSSL names it; `null` when somebody does. */
  trustError: string | null
}

const dayMilliseconds = 86_400_000
/** Clients renew with a third of the life left; with less than a fifth, nobody did. */
const shortestShare = 0.2

/** Everything that is wrong with a certificate, each with its cure; or how long it lasts. */
export function certificateFindings(url: URL, sight: Sight, now: Date): Finding[] {
  const found = [validityFinding(sight, now), nameFinding(url, sight), trustFinding(url, sight)]
  const wrong = found.filter((finding) => finding !== null)
  return wrong.length > 0
    ? wrong
    : [ok('certificate', `for ${url.hostname}, ${daysLeft(sight, now)} days left`)]
}

const renew = 'renew it: certbot renew, then reload the proxy (Caddy renews by itself: see its log)'

function validityFinding(sight: Sight, now: Date): Finding | null {
  const { begins, ends } = lifeOf(sight)
  if (ends <= now)
    return fail('certificate', `it ended on ${dayOf(ends)}, ${-daysLeft(sight, now)} days ago`, renew)
  if (begins > now)
    return fail(
      'certificate',
      `it is good only from ${dayOf(begins)} on`,
      'check the clock of this machine: timedatectl',
    )
  const share = (ends.getTime() - now.getTime()) / (ends.getTime() - begins.getTime())
  if (share >= shortestShare) return null
  return warn(
    'certificate',
    `it ends on ${dayOf(ends)}, in ${daysLeft(sight, now)} days, and was not renewed`,
    renew,
  )
}

function nameFinding({ hostname }: URL, { nameError, certificate }: Sight): Finding | null {
  if (nameError === undefined) return null
  const names = (certificate.subjectaltname ?? '').replaceAll(/DNS:|IP Address:/g, '') || 'no name'
  return fail(
    'certificate',
    `it is for ${names}, not for ${hostname}`,
    `get one for ${hostname} (Caddy: name it in the Caddyfile; certbot -d ${hostname}), or correct KEYHOLD_URL`,
  )
}

const untrusted: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-made: no browser and no provider trusts it',
  SELF_SIGNED_CERT_IN_CHAIN: 'it was made by an authority of your own, which no provider trusts',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate between it and the authority is not sent along',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'nobody known vouches for it, or a certificate of its chain is not sent along',
}

function trustFinding({ hostname }: URL, { trustError }: Sight): Finding | null {
  // A date is told by itself.
  if (trustError === null || trustError === 'CERT_HAS_EXPIRED' || trustError === 'CERT_NOT_YET_VALID')
    return null
  const isChain = trustError.startsWith('UNABLE_TO')
  return fail(
    'certificate',
    untrusted[trustError] ?? `it is not trusted (${trustError})`,
    isChain
      ? 'give the proxy the full chain (certbot: fullchain.pem, not cert.pem)'
      : `get a public one: let Caddy do it, or certbot --nginx -d ${hostname}`,
  )
}

const lifeOf = ({ certificate }: Sight) => ({
  begins: new Date(certificate.valid_from),
  ends: new Date(certificate.valid_to),
})

const daysLeft = (sight: Sight, now: Date): number =>
  Math.floor((lifeOf(sight).ends.getTime() - now.getTime()) / dayMilliseconds)

const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10)

import { resident } from '../../../kit/world.ts'
import { accountSettings } from '../settings.ts'
import type { TrustedIssuer } from './issuer.ts'

/** Clerk first, then those of KEYHOLD_ISSUERS. */
export const issuersOf = resident((world): readonly TrustedIssuer[] => {
  const { clerk, clerkIssuer, clerkParties, issuers, keyholdUrl, frontendUrl, frontendOrigins } =
    world.settings(accountSettings)
  if (!clerk) return issuers
  const own = [keyholdUrl.origin, ...(frontendUrl ? [frontendUrl.origin] : []), ...frontendOrigins]
  const ofClerk: TrustedIssuer = {
    issuer: clerkIssuer ?? clerk.issuer,
    keys: clerk.keys,
    algorithms: ['RS256'],
    audience: [],
    authorizedParties: clerkParties.length > 0 ? clerkParties : own,
    mayLackParty: true,
    // Its OAuth, machine and template tokens have the same keys and the same `iss`.
    sessionsAlone: true,
    vouchesForAddress: true,
  }
  return [ofClerk, ...issuers]
})

/** Whose token it says it is; one without a name of its own takes what no other does. */
export const issuerOf = (
  issuers: readonly TrustedIssuer[],
  said: string | undefined,
): TrustedIssuer | undefined =>
  said === undefined
    ? undefined
    : (issuers.find(({ issuer }) => issuer === said) ?? issuers.find(({ issuer }) => issuer === null))

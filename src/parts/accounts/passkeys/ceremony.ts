import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import type { World } from '../../../kit/world.ts'
import { base64url } from '../../../kit/hash.ts'
import type { Passkey } from '../factors/store.ts'
import { accountFaults } from '../faults.ts'
import { withoutAttestation } from './attestation.ts'
import { relyingParty } from './relying-party.ts'

/** Of a challenge that is signed; WebAuthn asks for 16 and more. */
export const challengeBytes = 32
/** How long a browser may take to answer. */
export const ceremonyMinutes = 5
/** EdDSA, ES256 and RS256 in COSE's numbers: all that browsers offer. */
const algorithms = [-8, -7, -257]
const timeout = ceremonyMinutes * 60_000

type Holder = { accountId: string; label: string; displayName: string | null }

/** What a browser hands to `navigator.credentials.create`. */
export function creationOptions(
  world: World,
  holder: Holder,
  challenge: Buffer,
  enrolled: readonly Passkey[],
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const party = relyingParty(world)
  return generateRegistrationOptions({
    rpID: party.id,
    rpName: party.name,
    userID: new Uint8Array(Buffer.from(holder.accountId)),
    userName: holder.label,
    userDisplayName: holder.displayName ?? holder.label,
    challenge: new Uint8Array(challenge),
    attestationType: 'none',
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    supportedAlgorithmIDs: algorithms,
    excludeCredentials: described(enrolled),
    timeout,
  })
}

/** What a browser hands to `navigator.credentials.get`. With no passkeys named, it asks the person which. */
export const requestOptions = (
  world: World,
  challenge: Buffer,
  { verifies, keys }: { verifies: boolean; keys?: readonly Passkey[] },
): Promise<PublicKeyCredentialRequestOptionsJSON> =>
  generateAuthenticationOptions({
    rpID: relyingParty(world).id,
    challenge: new Uint8Array(challenge),
    userVerification: verifies ? 'required' : 'preferred',
    ...(keys && { allowCredentials: described(keys) }),
    timeout,
  })

const described = (keys: readonly Passkey[]) =>
  keys.map(({ credentialId, transports }) => ({ id: base64url(credentialId), transports: transports ?? [] }))

export interface Enrolled {
  credentialId: Buffer
  publicKey: Buffer
  signCount: number
  transports: string[]
  isBackedUp: boolean
}

/** @throws PASSKEY_REFUSED */
export async function checkCreation(
  world: World,
  response: RegistrationResponseJSON,
  challenge: Buffer,
): Promise<Enrolled> {
  const party = relyingParty(world)
  const { verified, registrationInfo } = await refusing(() =>
    verifyRegistrationResponse({
      response: withoutAttestation(response),
      expectedChallenge: base64url(challenge),
      expectedOrigin: party.origins,
      expectedRPID: party.id,
      requireUserVerification: false,
      supportedAlgorithmIDs: algorithms,
    }),
  )
  if (!verified || !registrationInfo) throw accountFaults.PASSKEY_REFUSED()
  const { credential, credentialBackedUp } = registrationInfo
  return {
    credentialId: Buffer.from(credential.id, 'base64url'),
    publicKey: Buffer.from(credential.publicKey),
    signCount: credential.counter,
    transports: (response.response.transports ?? []).slice(0, 10),
    isBackedUp: credentialBackedUp,
  }
}

export interface Asserted {
  signCount: number
  isBackedUp: boolean
}

/**
 * Whether this key signed the challenge, for us and on one of our pages. How far it counted is the caller's to compare:
 * only of a signature that is good it says something.
 * @throws PASSKEY_REFUSED
 */
export async function checkAssertion(
  world: World,
  response: AuthenticationResponseJSON,
  challenge: Buffer,
  key: Passkey,
  { verifies }: { verifies: boolean },
): Promise<Asserted> {
  const party = relyingParty(world)
  const { verified, authenticationInfo } = await refusing(() =>
    verifyAuthenticationResponse({
      response,
      expectedChallenge: base64url(challenge),
      expectedOrigin: party.origins,
      expectedRPID: party.id,
      requireUserVerification: verifies,
      credential: { id: base64url(key.credentialId), publicKey: new Uint8Array(key.publicKey), counter: 0 },
    }),
  )
  if (!verified) throw accountFaults.PASSKEY_REFUSED()
  return { signCount: authenticationInfo.newCounter, isBackedUp: authenticationInfo.credentialBackedUp }
}

/** The library throws for whatever is wrong with an answer; which of it, is for the log alone. */
async function refusing<T>(check: () => Promise<T>): Promise<T> {
  try {
    return await check()
  } catch (cause) {
    throw accountFaults.PASSKEY_REFUSED({}, { cause })
  }
}

import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import type { Asked, SignedIn } from '../../../kit/route.ts'
import { transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { accountFaults } from '../faults.ts'
import { requestOptions } from '../passkeys/ceremony.ts'
import { ask, asked as taken } from '../passkeys/challenges.ts'
import { withPasskey } from '../passkeys/use.ts'
import { recordWrongPassword } from '../passwords/refusal.ts'
import { holdPerson } from '../people/store.ts'
import { renewSession } from '../sessions/begin.ts'
import { proveOwnPassword } from '../sign-in/own-password.ts'
import { ownAccount } from './authenticator.ts'
import { methodOf, withCode } from './code.ts'
import { hasFactor, passkeys } from './store.ts'

/** What a person proves anew with: the password and, of who has a second factor, that too; or a passkey alone. */
export interface Proof {
  password?: string | undefined
  /** Of the app, or a recovery code. */
  code?: string | undefined
  passkey?: AuthenticationResponseJSON | undefined
}

/**
 * Proves anew who sits there, by as much as a sign-in takes. Wrong guesses count like those at sign-in.
 * @returns the cookies of the session, whose tokens are new
 * @throws PROOF_NEEDED, PASSWORD_WRONG, FACTOR_CODE_WRONG, PASSKEY_REFUSED, FACTOR_LOCKED, TOO_MANY_GUESSES
 */
export async function stepUp(world: World, person: SignedIn, proof: Proof, asked: Asked): Promise<string[]> {
  const sessionId = sessionOf(person)
  const { password, code, passkey } = proof
  if (password === undefined && !passkey) throw accountFaults.PROOF_NEEDED({ needs: 'password or passkey' })
  const own = ownAccount(world, person)
  const needsMore = await hasFactor(own)
  if (needsMore && code === undefined && !passkey)
    throw accountFaults.PROOF_NEEDED({ needs: 'code or passkey' })
  if (password !== undefined) await checkOwnPassword(own, person, password, asked)
  const proved = password === undefined ? [] : ['pwd']
  if (passkey) return byPasskey(world, person, sessionId, { passkey, proved, asked })
  if (!needsMore) return transaction(own, (world) => renew(world, person, sessionId, proved, asked))
  const typed = { accountId: person.personId, code: code!, at: 'step_up', asked } as const
  const cookies = await withCode(own, typed, (world) =>
    renew(world, person, sessionId, [...proved, methodOf(typed.code)], asked),
  )
  if (!cookies) throw accountFaults.FACTOR_CODE_WRONG()
  return cookies
}

/** What a passkey of this person is to sign for that. */
export async function stepUpOptions(
  world: World,
  person: SignedIn,
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const [sessionId, accountId] = [sessionOf(person), person.personId]
  const keys = await passkeys(ownAccount(world, person))
  if (keys.length === 0) throw accountFaults.FACTOR_NOT_FOUND()
  const challenge = await ask(world, { kind: 'step_up', of: sessionId, accountId, sessionId })
  return requestOptions(world, challenge, { verifies: true, keys })
}

/** With no password beside it, the passkey itself must have looked at its owner. */
async function byPasskey(
  world: World,
  person: SignedIn,
  sessionId: string,
  { passkey, proved, asked }: { passkey: AuthenticationResponseJSON; proved: string[]; asked: Asked },
): Promise<string[]> {
  const challenge = await taken(world, { kind: 'step_up', of: sessionId })
  const verifies = proved.length === 0
  const accountId = person.personId
  const signature = { response: passkey, challenge, verifies, asked, accountId }
  return withPasskey(world, signature, (_, count) =>
    transaction(ownAccount(world, person), async (world) => {
      await holdPerson(world)
      return (await count(world)) ? renew(world, person, sessionId, [...proved, 'hwk'], asked) : undefined
    }),
  )
}

/** @throws PASSWORD_WRONG, TOO_MANY_GUESSES */
async function checkOwnPassword(
  own: World,
  { personId: accountId }: SignedIn,
  password: string,
  asked: Asked,
): Promise<void> {
  if (await proveOwnPassword(own, accountId, password, asked)) return
  await recordWrongPassword(own, accountId, 'step_up', asked)
  throw accountFaults.PASSWORD_WRONG()
}

async function renew(
  world: World,
  { personId: accountId, isOperator }: SignedIn,
  sessionId: string,
  methods: readonly string[],
  asked: Asked,
): Promise<string[]> {
  await record(world, {
    action: 'person.stepped_up',
    accountId,
    actor: { kind: 'person', id: accountId },
    requestId: asked.id,
    object: { kind: 'session', id: sessionId },
    detail: { methods: methods.join(' ') },
  })
  return renewSession(world, sessionId, { accountId, methods, asked, isOperator })
}

function sessionOf({ sessionId }: SignedIn): string {
  if (sessionId === null) throw accountFaults.PROOF_NEEDED({ needs: 'a session of Keyhold' })
  return sessionId
}

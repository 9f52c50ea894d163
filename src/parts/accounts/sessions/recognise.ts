import { millisecondsBetween, secondsAfter } from '../../../kit/duration.ts'
import { isUuid } from '../../../kit/id.ts'
import type { Asked, Caller, SignedIn } from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { deployment } from '../directory/store.ts'
import { accountFaults } from '../faults.ts'
import { isFeatureOn } from '../../../kit/flags.ts'
import { sessionCookieOf } from './cookies.ts'
import { findSession, type Found, roleIn } from './find-store.ts'
import { livesOf } from './lives.ts'
import { scopesOf } from './scopes.ts'
import { touchSession } from './store.ts'
import { readToken } from './tokens.ts'

/** Names the team, or the home account, that a person acts for instead of the own account. */
export const accountHeader = 'keyhold-account'

const touchedEveryMilliseconds = 60_000

/** What the look-up of a request's session told, for the handler of that request. */
const found = new WeakMap<SignedIn, Found>()
export const foundFor = (person: SignedIn): Found | undefined => found.get(person)

/**
 * A person, by the session's cookie. The session is looked up anew for every request, in one statement, so that what ended
 * anywhere is over everywhere.
 * @throws ACCOUNT_NOT_YOURS when it asks to act for an account that it is no member of
 */
export function recognisePerson(world: World, asked: Asked): Promise<Caller | undefined> | undefined {
  const token = readToken(world, 'access', sessionCookieOf(world, asked, 'session'))
  return token && bySession(world, asked, token.hash)
}

async function bySession(world: World, asked: Asked, hash: Buffer): Promise<Caller | undefined> {
  const session = await findSession(world, hash)
  if (!session) return undefined
  noteUse(world, session)
  const person = signedIn(
    session,
    session.verifiedAt !== null || !(await isFeatureOn(world, 'EMAIL_ENABLED')),
  )
  found.set(person, session)
  const accountId = await askedAccount(world, asked, session.accountId)
  const scopes = await scopesFor(world, person, accountId)
  // What an operator sees through a person's eyes, the operator saw.
  const actor = { kind: 'person', id: person.actingOperator ?? person.personId } as const
  return { accountId, actor, scopes, byCookie: true, person }
}

const signedIn = (session: Found, isVerified: boolean): SignedIn => ({
  personId: session.accountId,
  sessionId: session.sessionId,
  authAt: session.authAt,
  methods: session.methods,
  isVerified,
  hasSecondFactor: session.hasSecondFactor,
  isOperator: session.isOperator,
  actingOperator: session.actingOperator,
})

/** Stands for the home account in {@link accountHeader}: the console does not know its id before it has asked. */
const homeName = 'home'

/** The account that a request of a person is for. */
export async function askedAccount(world: World, asked: Asked, ownAccount: string): Promise<string> {
  const named = asked.header(accountHeader)
  if (named === undefined) return ownAccount
  return named === homeName ? (await deployment(as(world, { role: 'app' }))).homeAccountId : named
}

/** What a person may do for an account. The same holds however it was recognised. */
export async function scopesFor(
  world: World,
  person: Pick<SignedIn, 'personId' | 'isOperator'>,
  accountId: string,
): Promise<readonly string[]> {
  if (accountId === person.personId) return scopesOf('owner')
  if (!isUuid(accountId)) throw accountFaults.ACCOUNT_NOT_YOURS()
  const app = as(world, { role: 'app' })
  if (person.isOperator && accountId === (await deployment(app)).homeAccountId) return ['*']
  const role = await roleIn(app, accountId, person.personId)
  if (!role) throw accountFaults.ACCOUNT_NOT_YOURS()
  return scopesOf(role)
}

/** When it was last seen is written down behind the answer's back, and once a minute. */
function noteUse(world: World, { accountId, sessionId, seenAt, isOperator, actingOperator }: Found): void {
  if (actingOperator !== null || millisecondsBetween(seenAt, world.now()) < touchedEveryMilliseconds) return
  const { idleSeconds } = livesOf(world, isOperator)
  const seenBefore = secondsAfter(world.now(), -touchedEveryMilliseconds / 1000)
  world.background(
    touchSession(
      as(world, { role: 'app', accountId }),
      accountId,
      sessionId,
      seenBefore,
      secondsAfter(world.now(), idleSeconds),
    ),
  )
}

import type { Asked } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { deployment } from '../directory/store.ts'
import { setOperator } from '../operator/people/store.ts'
import { findByIdentity, type Identity, personBy } from '../outside/identity.ts'
import { normalAddress } from '../people/address.ts'
import { holdPerson } from '../people/store.ts'
import { endSessions } from '../sessions/end.ts'
import { accountSettings } from '../settings.ts'

/** Somebody whom the console's provider proved. */
export interface Proved {
  issuer: string
  subject: string
  /** Null: it told none that it proved. */
  address: string | null
  /** When it proved who that is; undefined: it did not tell. */
  authAt?: Date | undefined
}

/** An entry with an `@` is an address, else a subject; `sub:` before it makes any a subject. */
export function isListed(operators: readonly string[], { subject, address }: Proved): boolean {
  return operators.some((entry) => {
    if (entry.startsWith('sub:')) return entry.slice('sub:'.length) === subject
    if (!entry.includes('@')) return entry === subject
    return address !== null && normalAddress(entry) === normalAddress(address)
  })
}

/**
 * Apart from the people of apps, also where these come from the same issuer: no token and no mailed link leads to an
 * operator.
 */
const identityOf = ({ issuer, subject }: Identity): Identity => ({ issuer: `console:${issuer}`, subject })

/** Whom the console's provider knows by that `sub`, if it was ever let in here. */
export async function findConsoleOperator(world: World, subject: string): Promise<string | undefined> {
  const { consoleIssuer: issuer } = world.settings(accountSettings)
  return issuer === null ? undefined : findByIdentity(world, identityOf({ issuer, subject }))
}

/** The person that an operator is, made at first sight without address and password. */
export async function operatorPerson(world: World, proved: Proved, asked: Asked): Promise<string> {
  const accountId = await personBy(world, identityOf(proved), { address: null, isVerified: true }, asked.id)
  await transaction(as(world, { role: 'app', accountId }), async (world) => {
    const person = await holdPerson(world)
    if (!person || person.isOperator) return
    await setOperator(world, accountId, true)
    await tell(world, 'operator.named', accountId, asked)
  })
  return accountId
}

/** Whoever is on the list no more is an operator no more, and signed out everywhere. */
export async function refuse(world: World, proved: Proved, asked: Asked): Promise<void> {
  const accountId = await findByIdentity(world, identityOf(proved))
  if (accountId !== undefined) await dropOperator(world, accountId, asked)
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  await transaction(as(world, { role: 'app', accountId: homeAccountId }), (world) =>
    record(world, {
      action: 'person.sign_in_refused',
      accountId: homeAccountId,
      actor: { kind: 'anyone', id: null },
      outcome: 'refused',
      requestId: asked.id,
      detail: { reason: 'no_operator', factor: 'ext' },
    }),
  )
}

const dropOperator = (world: World, accountId: string, asked: Asked): Promise<void> =>
  transaction(as(world, { role: 'app', accountId }), async (world) => {
    const person = await holdPerson(world)
    if (!person?.isOperator) return
    await setOperator(world, accountId, false)
    await endSessions(world, accountId, { reason: 'ended_by_operator', requestId: asked.id })
    await tell(world, 'operator.dropped', accountId, asked)
  })

const tell = (world: World, action: string, accountId: string, asked: Asked): Promise<void> =>
  record(world, {
    action,
    accountId,
    actor: { kind: 'person', id: accountId },
    requestId: asked.id,
    object: { kind: 'person', id: accountId },
  })

export const operatorsOf = (world: World): readonly string[] =>
  world.settings(accountSettings).consoleOperators

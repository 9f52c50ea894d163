import type { Asked } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { accountFaults } from '../faults.ts'
import { hasFactor } from '../factors/store.ts'
import { holdPerson, type PersonRow } from '../people/store.ts'
import { beginSession } from '../sessions/begin.ts'
import { signOut } from '../sessions/end.ts'
import { type User, userOf } from '../sessions/user.ts'
import { type Device, deviceOf, rememberDevice } from './devices.ts'
import { tellOfSignIn } from './notices.ts'
import { stayAlive } from './store.ts'

export interface Entering {
  accountId: string
  /** By what the person proved who it is (RFC 8176). */
  methods: readonly string[]
  asked: Asked
  /** When. Default: now. */
  authAt?: Date | undefined
  /** Of the browser, if it was looked at before. */
  device?: Device
}

export interface LetIn {
  sessionId: string
  user: User
  /** `Set-Cookie` values of the session and of the browser's name. */
  cookies: string[]
}

/**
 * Lets somebody in who proved who it is, by all factors that are asked for: a new session, and the one that the browser had
 * until now is over. Tells the person by mail of a browser that is new. Opens a transaction of its own.
 * @param within goes first in that transaction, with the person's row held; what it throws lets nobody in. What it
 * returns other than undefined is the answer, and nobody is let in either
 * @throws ACCOUNT_DISABLED
 */
export async function letIn<T = never>(
  world: World,
  entering: Entering,
  within?: (world: World, person: PersonRow) => Promise<T | undefined>,
): Promise<LetIn | { instead: T }> {
  const { accountId, asked } = entering
  const device = entering.device ?? (await deviceOf(world, accountId, asked))
  const isStrange = device.id === null && !device.isFirst
  const outcome = await transaction(as(world, { role: 'app', accountId }), async (world) => {
    const person = await holdPerson(world)
    if (!person) throw accountFaults.WRONG_CREDENTIALS()
    if (person.disabledAt) throw accountFaults.ACCOUNT_DISABLED()
    const instead = await within?.(world, person)
    if (instead !== undefined) return { instead }
    const entered = await enter(world, person, { ...entering, device })
    if (isStrange) await tellOfSignIn(world, person, 'new_device', asked)
    return entered
  })
  // Last: who is not let in keeps the session it has.
  if ('sessionId' in outcome) await signOut(world, asked)
  return outcome
}

async function enter(
  world: World,
  person: PersonRow,
  { accountId, methods, asked, authAt, device }: Entering & { device: Device },
): Promise<LetIn> {
  const { id: deviceId, cookie } = await rememberDevice(world, accountId, asked, device.id)
  const { isOperator } = person
  const begun = await beginSession(world, { accountId, methods, asked, authAt, isOperator, deviceId })
  const happening = { accountId, actor: { kind: 'person', id: accountId }, requestId: asked.id } as const
  if (person.eraseAt) {
    await stayAlive(world, accountId)
    await record(world, { ...happening, action: 'person.erasure_taken_back' })
  }
  await record(world, {
    ...happening,
    action: 'person.signed_in',
    object: { kind: 'session', id: begun.sessionId },
    detail: { methods: methods.join(' '), newDevice: device.id === null },
  })
  const user = await userOf(world, {
    ...person,
    personCreatedAt: person.createdAt,
    hasSecondFactor: await hasFactor(world),
    eraseAt: null,
  })
  return { sessionId: begun.sessionId, user, cookies: [...begun.cookies, cookie] }
}

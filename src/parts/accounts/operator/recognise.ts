import { sameSecret } from '../../../kit/hash.ts'
import type { Asked, Caller } from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { deployment } from '../directory/store.ts'
import { accountSettings } from '../settings.ts'
import { cookieName } from './cookie.ts'
import { callerOf, sessionOf } from './session.ts'

const keyPrefix = 'kho_'

/** The operator: a session's cookie, or the CLI's key over loopback. */
export function recogniseOperator(world: World, asked: Asked): Promise<Caller | undefined> | undefined {
  const bearer = asked.header('authorization')
  if (bearer?.startsWith(`Bearer ${keyPrefix}`))
    return byKey(world, bearer.slice('Bearer '.length), asked.isLocal)
  const secret = asked.cookie(cookieName(world))
  if (!secret || bearer !== undefined || asked.header('x-api-key') !== undefined) return undefined
  return bySession(world, secret)
}

async function bySession(world: World, secret: string): Promise<Caller | undefined> {
  const session = await sessionOf(world, secret)
  return session && callerOf(session)
}

async function byKey(world: World, given: string, isLocal: boolean): Promise<Caller | undefined> {
  const { operatorKey } = world.settings(accountSettings)
  if (!operatorKey || !isLocal || !sameSecret(given, operatorKey)) return undefined
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  return { accountId: homeAccountId, actor: { kind: 'operator', id: 'operator.key' }, scopes: ['*'] }
}

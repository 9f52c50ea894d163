import { LRUCache } from 'lru-cache'
import { sameSecret, sha256 } from '../../../kit/hash.ts'
import type { RecogniseOptions } from '../../../kit/part.ts'
import type { Asked, Caller } from '../../../kit/route.ts'
import { SingleFlight } from '../../../kit/single-flight.ts'
import { as, resident, type World } from '../../../kit/world.ts'
import { deployment } from '../../accounts/index.ts'
import { keyedHashes } from '../../vault/index.ts'
import { isKey } from './format.ts'
import { isForeignKey, lookupBytesOf } from './imported/form.ts'
import { mayBeImported } from './imported/recognise.ts'
import { accessSettings } from '../settings.ts'
import { findKey } from './store.ts'
import { noteUse } from './uses.ts'

/** Scopes of INTERNAL_API_KEY: never keys, people, roles, audit or erasure. */
export const internalScopes: readonly string[] = [
  'connections:read',
  'connections:proxy',
  'connections:proxy:write',
  'connections:token',
  'connections:write',
  'data:read',
  'data:write',
  'connections:sweep',
  'releases:read',
  'releases:write',
  'journey:run',
  'journey:write',
]

/** Callers by the hash of what they sent, and when they were looked up. A route says how old one may be. */
const known = resident(() => new LRUCache<string, { caller: Caller; at: number }>({ max: 20_000 }))

function knownCaller(world: World, given: string, maxAgeSeconds: number): Caller | undefined {
  const found = known(world).get(nameOf(given))
  return found && world.now().getTime() - found.at < maxAgeSeconds * 1000 ? found.caller : undefined
}

/** A machine: an API key in `Authorization: Bearer` or `X-API-Key`, or INTERNAL_API_KEY. */
export function recogniseKey(
  world: World,
  asked: Asked,
  { maxAgeSeconds }: RecogniseOptions,
): Promise<Caller | undefined> | Caller | undefined {
  const admin = asked.header('x-admin-key')
  if (admin !== undefined) return recogniseAdmin(world, admin)
  const given = asked.header('x-api-key') ?? bearerOf(asked.header('authorization'))
  if (given === undefined) return undefined
  const userAgent = asked.header('user-agent')
  const caller = maxAgeSeconds > 0 ? knownCaller(world, given, maxAgeSeconds) : undefined
  if (caller) return used(world, caller, userAgent)
  // A key that cannot be one costs no query.
  const find = isKey(given) ? lookUp : isForeignKey(given) ? lookUpImported : undefined
  if (!find) return recogniseInternal(world, given)
  const found =
    maxAgeSeconds > 0 ? lookUps(world).share(nameOf(given), () => find(world, given)) : find(world, given)
  return found.then((caller) => (caller?.actor.kind === 'key' ? used(world, caller, userAgent) : caller))
}

function used(world: World, caller: Caller, userAgent: string | undefined): Caller {
  noteUse(world, caller, userAgent)
  return caller
}

const lookUps = resident(() => new SingleFlight<Caller | undefined>())

const nameOf = (given: string): string => sha256(given).toString('latin1')

const bearerOf = (authorization: string | undefined): string | undefined =>
  authorization?.startsWith('Bearer ') ? authorization.slice(7) : undefined

/** A key of another system: known by its hash where it was imported. INTERNAL_API_KEY may be of any form, this one too. */
async function lookUpImported(world: World, given: string): Promise<Caller | undefined> {
  const found =
    (await mayBeImported(as(world, { role: 'app' }))) && (await lookUp(world, given, lookupBytesOf(given)))
  return found || recogniseInternal(world, given)
}

async function lookUp(
  world: World,
  given: string,
  bytes: string | Buffer = given,
): Promise<Caller | undefined> {
  const at = world.now().getTime()
  const found = await findKey(as(world, { role: 'app' }), keyedHashes(world, 'lookup', bytes))
  if (!found) return undefined
  const caller: Caller = {
    accountId: found.accountId,
    actor: { kind: 'key', id: found.keyId },
    scopes: found.scopes,
    boundSubjectId: found.subjectId,
    keyVersion: found.version,
    tier: found.tier,
  }
  known(world).set(nameOf(given), { caller, at })
  return caller
}

async function recogniseInternal(world: World, given: string): Promise<Caller | undefined> {
  const { internalApiKey } = world.settings(accessSettings)
  if (!internalApiKey || !sameSecret(given, internalApiKey)) return recogniseAdmin(world, given)
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  return {
    accountId: homeAccountId,
    actor: { kind: 'internal', id: 'INTERNAL_API_KEY' },
    scopes: internalScopes,
  }
}

/** ADMIN_KEY makes and ends keys of single users, and may nothing else. */
async function recogniseAdmin(world: World, given: string): Promise<Caller | undefined> {
  const { adminKey } = world.settings(accessSettings)
  if (!adminKey || !sameSecret(given, adminKey)) return undefined
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  return {
    accountId: homeAccountId,
    actor: { kind: 'internal', id: 'ADMIN_KEY' },
    scopes: ['keys:bound'],
  }
}

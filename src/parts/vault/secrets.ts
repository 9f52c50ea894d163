import { LRUCache } from 'lru-cache'
import { SingleFlight } from '../../kit/single-flight.ts'
import { as, resident, type World } from '../../kit/world.ts'
import { Refused } from './faults.ts'
import {
  deriveSubjectKey,
  keyIdOf,
  openWith,
  overheadBytes,
  type Place,
  sealWith,
  type SubjectKey,
} from './format.ts'
import { currentKeyring, keyringOf, keyringWith } from './root-keys.ts'
import { insertSalt, saltOf } from './store.ts'

/** Subject keys in memory: at most 60 s old, so that a shredded subject is unreadable everywhere a minute later. */
const keptMilliseconds = 60_000
const subjectKeys = resident(
  (world) =>
    new LRUCache<string, SubjectKey>({
      max: 10_000,
      ttl: keptMilliseconds,
      perf: { now: () => world.now().getTime() },
    }),
)

const derivations = resident(() => new SingleFlight<SubjectKey>())

/**
 * Opens a secret sealed for this place.
 * @throws Refused with the reason, which is for the audit log alone
 */
export async function open(world: World, place: Place, sealed: Buffer): Promise<Buffer> {
  const keyId = keyIdOf(sealed)
  return openWith(await subjectKeyOf(world, place, keyId), place, sealed)
}

/** Seals synchronously for one subject. */
export type Sealer = (place: Place, plaintext: Uint8Array | string) => Buffer

/**
 * A subject's key in hand: what is about to arrive can be sealed even when the database goes away meanwhile. Keep it
 * for one exchange, never longer than 60 s.
 * @throws Refused SHREDDED when the subject was erased
 */
export async function sealerFor(
  world: World,
  subject: Pick<Place, 'accountId' | 'subjectId'>,
): Promise<Sealer> {
  const { id } = (await currentKeyring(world)).primary('seal')
  const subjectKey = await subjectKeyOf(world, subject, id)
  return (place, plaintext) =>
    sealWith(
      subjectKey,
      place,
      typeof plaintext === 'string' ? Buffer.from(plaintext) : plaintext,
      world.random(12),
    )
}

/**
 * Seals a secret (0 to 65,536 bytes) for one place; it opens nowhere else.
 * @throws Refused SHREDDED when the subject was erased
 */
export async function seal(world: World, place: Place, plaintext: Uint8Array | string): Promise<Buffer> {
  return (await sealerFor(world, place))(place, plaintext)
}

/**
 * Whether a record that is kept in memory may still be read from there: once its key is retired, the row holds the same
 * secret under another one.
 */
export const isFresh = (world: World, sealed: Buffer): boolean =>
  sealed.length < overheadBytes || keyringOf(world).serves(keyIdOf(sealed))

/** Makes a subject's salt, in the transaction that makes the subject. */
export const plantSalt = (world: World, accountId: string, subjectId: string): Promise<unknown> =>
  insertSalt(world, accountId, subjectId, world.random(32))

export function forgetSubject(world: World, subjectId: string): void {
  const kept = subjectKeys(world)
  for (const name of kept.keys()) if (name.startsWith(subjectId)) kept.delete(name)
}

function subjectKeyOf(
  world: World,
  place: Pick<Place, 'accountId' | 'subjectId'>,
  keyId: number,
): SubjectKey | Promise<SubjectKey> {
  const name = `${place.subjectId}${keyId}`
  return (
    subjectKeys(world).get(name) ??
    derivations(world).share(`${place.accountId} ${name}`, () => derive(world, place, keyId, name))
  )
}

async function derive(
  world: World,
  { accountId, subjectId }: Pick<Place, 'accountId' | 'subjectId'>,
  keyId: number,
  name: string,
): Promise<SubjectKey> {
  const root = (await keyringWith(world, keyId)).byId(keyId)
  const salt = await saltOf(as(world, { role: 'app', accountId }), accountId, subjectId)
  if (!salt) throw new Refused('SHREDDED', keyId)
  const subjectKey = deriveSubjectKey(keyId, root.key, salt, subjectId)
  subjectKeys(world).set(name, subjectKey)
  return subjectKey
}

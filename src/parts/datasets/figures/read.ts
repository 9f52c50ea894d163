import { LRUCache } from 'lru-cache'
import { as, resident, transaction, type World } from '../../../kit/world.ts'
import { secondsBetween } from '../../../kit/duration.ts'
import { lockDataSet } from '../sync/store.ts'
import { etagOf, makeFigures, type Of } from './make.ts'
import { type Figure, findFigure, type Freshness, freshnessOf } from './store.ts'

/** How old data may become before it is called stale: a sync that was missed, and the time it would have taken. */
const staleAfterSeconds = 2 * 3600

export interface Shown<Body> {
  body: Body
  /** The provider's moment: nothing in it is older. */
  fetchedAt: Date
  /** Null: as fresh as it should be. Otherwise seconds since the last sync that ended well. */
  staleSeconds: number | null
  etag: string
  /** What everyone may see, not the account alone. */
  isPublic: boolean
}

/** The account's own eyes, or everyone's: then the database itself hides what is private. */
export const seenBy = (world: World, accountId: string, isPublic: boolean): World =>
  as(world, { role: 'app', accountId, isPublic })

/** At most a second old, and forgotten by the process that makes them anew: many readers cost one look. */
const kept = resident(
  (world) =>
    new LRUCache<string, { shown: Shown<unknown>; goodUntil: Date }>({
      max: 2_000,
      ttl: 1_000,
      perf: { now: () => world.now().getTime() },
    }),
)

export function forgetFigures(world: World, connectionId: string): void {
  for (const name of kept(world).keys()) if (name.startsWith(connectionId)) kept(world).delete(name)
}

/**
 * A figure as it was made when the last sync ended; made anew when a month or a year has ended since.
 * @returns undefined before the first sync has ended
 */
export async function shownFigure<Body>(
  world: World,
  of: Of,
  figure: string,
  isPublic: boolean,
): Promise<Shown<Body> | undefined> {
  const name = `${of.connectionId} ${of.name} ${figure} ${isPublic}`
  const known = kept(world).get(name)
  if (known && known.goodUntil > world.now()) return known.shown as Shown<Body>
  const sees = seenBy(world, of.accountId, isPublic)
  let found = await findFigure(sees, of, figure, isPublic)
  if (found && found.goodUntil <= world.now()) {
    await transaction(seenBy(world, of.accountId, false), async (world) => {
      if (await lockDataSet(world, of.connectionId, of.name)) await makeFigures(world, of, null)
    })
    found = await findFigure(sees, of, figure, isPublic)
  }
  const shown = found && shownOf<Body>(world, found, isPublic)
  if (shown) kept(world).set(name, { shown, goodUntil: found!.goodUntil })
  return shown
}

function shownOf<Body>(world: World, found: Figure, isPublic: boolean): Shown<Body> | undefined {
  const freshness = shownFreshness(world, found)
  if (freshness === undefined) return undefined
  return {
    body: found.body as Body,
    ...freshness,
    etag: tagOf(found.etag, freshness.staleSeconds, found.fetchedAt),
    isPublic,
  }
}

export function shownFreshness(
  world: World,
  { fetchedAt, syncedAt, failures }: Freshness,
): Pick<Shown<unknown>, 'fetchedAt' | 'staleSeconds'> | undefined {
  if (fetchedAt === null || syncedAt === null) return undefined
  const age = Math.max(0, Math.floor(secondsBetween(syncedAt, world.now())))
  return { fetchedAt, staleSeconds: failures > 0 || age > staleAfterSeconds ? age : null }
}

/** What is not kept as a figure is asked of the rows: its tag is made of what they hold at this moment. */
export async function shownRows<Body>(
  world: World,
  of: Of,
  isPublic: boolean,
  ask: (world: World) => Promise<Body>,
): Promise<Shown<Body> | undefined> {
  const sees = seenBy(world, of.accountId, isPublic)
  const found = await freshnessOf(sees, of)
  const freshness = found && shownFreshness(world, found)
  if (!freshness) return undefined
  const body = await ask(sees)
  return {
    body,
    ...freshness,
    etag: tagOf(etagOf(body ?? null), freshness.staleSeconds, freshness.fetchedAt),
    isPublic,
  }
}

/** A strong tag names the very bytes: those of a stale answer hold its age, so there is none for it. */
const tagOf = (tag: string, staleSeconds: number | null, fetchedAt: Date | null): string =>
  staleSeconds === null ? `"${tag}-${(fetchedAt?.getTime() ?? 0).toString(36)}"` : ''

import type { World } from '../../../kit/world.ts'
import type { Block } from './format.ts'
import { blocksAfter, entriesAfter, type EntryPlace, horizonOf, type PlacedEntry } from './store.ts'
import type { Evidence } from './verify.ts'

const pageRows = 5_000
const lowestId = '00000000-0000-0000-0000-000000000000'

/** The log as it stands in the database; seen as the jobs see it. */
export function evidenceOf(world: Pick<World, 'sql'>): Evidence {
  const jobs = { sql: world.sql.as({ role: 'jobs' }) }
  return {
    start: () => horizonOf(jobs),
    blocks: (after) =>
      pages(
        after,
        (no: bigint) => blocksAfter(jobs, no, pageRows),
        ({ no }: Block) => no,
      ),
    entries: (epoch, xid) =>
      pages<PlacedEntry, EntryPlace>(
        { epoch, xid: String(xid), id: lowestId },
        (place) => entriesAfter(jobs, place, pageRows),
        (entry) => entry,
      ),
  }
}

/** The next page is fetched while this one is worked on. */
async function* pages<Row, Place>(
  from: Place,
  load: (place: Place) => Promise<Row[]>,
  placeOf: (row: Row) => Place,
): AsyncGenerator<Row> {
  let page = await load(from)
  while (page.length > 0) {
    const next = page.length === pageRows ? load(placeOf(page.at(-1)!)) : Promise.resolve([])
    // Its failure is heard when it is awaited.
    next.catch(() => undefined)
    yield* page
    page = await next
  }
}

import { LRUCache } from 'lru-cache'
import type { Caller } from '../../kit/route.ts'
import { as, resident, type World } from '../../kit/world.ts'
import { deployment } from '../accounts/index.ts'
import { connectionFaults } from '../connections/index.ts'
import { dataSetsOf } from './catalogue.ts'
import type { DataSet } from './data-set.ts'
import { dataFaults } from './faults.ts'
import type { Of } from './figures/make.ts'

interface Row {
  id: string
  accountId: string
  subjectId: string
  provider: string
}

/** The connection a caller names, with its activities. @throws CONNECTION_NOT_FOUND also for a stranger's, NO_DATA_SET */
export async function activitiesFor(
  world: World,
  caller: Caller,
  connectionId: string,
): Promise<{ of: Of; dataSet: DataSet }> {
  const row = await seenRow(world, caller.accountId, connectionId)
  const isSeen = row && (!caller.boundSubjectId || caller.boundSubjectId === row.subjectId)
  if (!isSeen) throw connectionFaults.CONNECTION_NOT_FOUND({ connectionId })
  const dataSet = activitiesOf(row)
  if (!dataSet) throw dataFaults.NO_DATA_SET({ connectionId })
  return { of: { connectionId, accountId: row.accountId, name: dataSet.name }, dataSet }
}

/** Connections by account and id: one that goes shows its figures for a second at most. */
const rows = resident(
  (world) =>
    new LRUCache<string, Row>({ max: 5_000, ttl: 1_000, perf: { now: () => world.now().getTime() } }),
)

async function seenRow(world: World, accountId: string, connectionId: string): Promise<Row | undefined> {
  const name = `${accountId} ${connectionId}`
  const known = rows(world).get(name)
  if (known) return known
  const row = await findRow(as(world, { role: 'app', accountId }), connectionId)
  if (row) rows(world).set(name, row)
  return row
}

const activitiesOf = ({ provider }: Row): DataSet | undefined =>
  dataSetsOf(provider).find(({ name }) => name === 'activities')

/** A change of owner is seen a second later; until then its figures are as public as they were. */
const ownerMilliseconds = 1000
const owners = resident(() => ({ until: 0, of: null as Of | null }))

/** The activities of the deployment's owner: the first athlete who authorised. Null before there is one. */
export async function ownersActivities(world: World): Promise<Of | null> {
  const kept = owners(world)
  const now = world.now().getTime()
  if (kept.of !== null && now < kept.until) return kept.of
  kept.of = await findOwners(world)
  kept.until = now + ownerMilliseconds
  return kept.of
}

async function findOwners(world: World): Promise<Of | null> {
  const { homeAccountId, ownerConnectionId } = await deployment(as(world, { role: 'app' }))
  if (ownerConnectionId === null) return null
  const row = await findRow(as(world, { role: 'app', accountId: homeAccountId }), ownerConnectionId)
  const dataSet = row && activitiesOf(row)
  return dataSet ? { connectionId: row.id, accountId: row.accountId, name: dataSet.name } : null
}

async function findRow({ sql }: World, id: string): Promise<Row | undefined> {
  const [row] = await sql<Row>`
    select id, account_id as "accountId", subject_id as "subjectId", provider from connections
    where id = ${id} and status in ('active', 'needs_reauth') limit 1`
  return row
}

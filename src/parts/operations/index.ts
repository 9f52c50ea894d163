import type { Part } from '../../kit/part.ts'
import { SingleFlight } from '../../kit/single-flight.ts'
import { resident, type World } from '../../kit/world.ts'
import { operationEvents } from './events.ts'
import { enter } from './metrics/figures.ts'
import { metricRoutes } from './metrics/routes.ts'

export { factsOf } from './archive/archive.ts'
export type { Facts } from './archive/prelude.ts'
export {
  type BackupOrder,
  type BackupReport,
  makeBackup,
  type Progress,
  type Taker,
} from './backup/make-backup.ts'
export { BackupProblem, type BackupProblemCode } from './problem.ts'
export type { Source } from './restore/check-archive.ts'
export {
  checkBackup,
  type CheckedPair,
  type Into,
  restore,
  type RestoreOptions,
  type RestoreOrder,
  type RestoreReport,
} from './restore/restore.ts'

/** What keeps a deployment alive for longer than its disk: backup and restore, driven from the command line alone; and how it stands, in figures. */
export const operations: Part = {
  name: 'operations',
  events: operationEvents,
  routes: metricRoutes,
  checks: [{ name: 'database', run: (world) => databaseAsked(world).share('', () => askDatabase(world)) }],
  start: async (world, house) => enter(world, house),
}

// However many probe meanwhile, a database that does not answer holds up one statement.
const databaseAsked = resident(() => new SingleFlight<void>())

async function askDatabase({ sql }: World): Promise<void> {
  await sql`select 1`
}

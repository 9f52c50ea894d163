import type { EventSpec } from '../../kit/event.ts'
import type { FaultBook } from '../../kit/fault.ts'
import type { Job } from '../../kit/job.ts'
import type { Metric } from '../../kit/metric.ts'
import type { PersonalTable, SealedColumn } from '../../kit/part.ts'
import type { Route } from '../../kit/route.ts'
import type { World } from '../../kit/world.ts'

/** What one of the release checks declares; the part gathers them. */
export interface Slice {
  faults: FaultBook
  events: Readonly<Record<string, EventSpec>>
  routes: readonly Route[]
  jobs: readonly Job[]
  /** Tables of the slice, those first that others refer to. */
  tables: readonly PersonalTable[]
  sealed?: readonly SealedColumn[]
  metrics?: (world: World) => Promise<readonly Metric[]>
  start?: (world: World) => Promise<void>
}

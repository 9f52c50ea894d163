import { daysAfter } from '../../kit/duration.ts'
import { defineEvents } from '../../kit/event.ts'
import { job } from '../../kit/job.ts'
import type { Part } from '../../kit/part.ts'
import { as } from '../../kit/world.ts'
import { signatures } from './envelope/signatures.ts'
import { pruneIngests } from './envelope/store.ts'
import { releaseFaults } from './faults.ts'
import { flaky } from './flaky/slice.ts'
import { neighbours } from './joined/neighbours.ts'
import { journeys } from './journeys/slice.ts'
import { tables } from './personal.ts'
import { meetNeighbours } from './pull-requests/findings/neighbours.ts'
import { pullRequests } from './pull-requests/slice.ts'
import { repositoryRoutes } from './repositories/routes.ts'
import { schema } from './schema/slice.ts'
import { releaseSettings } from './settings.ts'

export { homeOrigins } from './journeys/own.ts'

export { parseNumstat } from './pull-requests/facts/numstat.ts'
export { commentMarker } from './pull-requests/words/comment.ts'
export { annotationsOf } from './schema/outputs/annotations.ts'
export { markdownOf } from './schema/outputs/markdown.ts'
export { sarifOf } from './schema/outputs/sarif.ts'
export { exitLevel, lostPlace } from './schema/outputs/words.ts'
export type { Report as SchemaReport } from './schema/report/report.ts'

const slices = [pullRequests, flaky, schema, journeys]

const prune = job({
  name: 'releases.ingests_pruned',
  everySeconds: 3600,
  run: (world) =>
    pruneIngests(
      as(world, { role: 'jobs' }),
      daysAfter(world.now(), -world.settings(releaseSettings).keepDays),
      5000,
    ),
})

/** Is this change safe to let near the keys? A team's CI sends facts and gets judgements, with reasons and intervals. */
export const releases: Part = {
  name: 'releases',
  settings: releaseSettings,
  signatures,
  flags(world) {
    const settings = world.settings(releaseSettings)
    return {
      PR_INTEL_ENABLED: { environment: settings.prIntelEnabled, default: true },
      FLAKY_DETECTOR_ENABLED: { environment: settings.flakyDetectorEnabled, default: true },
      SCHEMA_DIFF_ENABLED: { environment: settings.schemaDiffEnabled, default: true },
      SYNTHETIC_JOURNEY_ENABLED: { environment: settings.syntheticJourneyEnabled, default: true },
    }
  },
  faults: [releaseFaults.book, ...slices.map(({ faults }) => faults)],
  events: defineEvents('releases', {
    'repository.changed': { text: 'The default branch of a repository was named.' },
    ...Object.assign({}, ...slices.map(({ events }) => events)),
  }),
  routes: [...repositoryRoutes, ...slices.flatMap(({ routes }) => routes)],
  jobs: [prune, ...slices.flatMap(({ jobs }) => jobs)],
  sealed: slices.flatMap(({ sealed }) => sealed ?? []),
  personal: { tables: [...tables, ...slices.flatMap((slice) => slice.tables)] },
  async metrics(world) {
    const read = await Promise.all(slices.map(({ metrics }) => metrics?.(world) ?? []))
    return read.flat()
  },
  async start(world) {
    meetNeighbours(world, neighbours)
    for (const { start } of slices) await start?.(world)
  },
}

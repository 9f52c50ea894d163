import { defineEvents } from '../../kit/event.ts'
import { job } from '../../kit/job.ts'
import type { Part } from '../../kit/part.ts'
import { as } from '../../kit/world.ts'
import { anomalyEvents } from './anomalies/events.ts'
import { anomalyJobs } from './anomalies/jobs.ts'
import { anomalyRoutes } from './anomalies/routes.ts'
import { accessFaults } from './faults.ts'
import { sweepPlaces } from './idempotency/store.ts'
import { allowanceRoutes } from './keys/allowances.ts'
import { recogniseKey } from './keys/recognise.ts'
import { keyRoutes } from './keys/routes.ts'
import { keyRoutes000 } from './keys/source-000.ts'
import { personal } from './personal.ts'
import { accessSettings } from './settings.ts'

export { honeyFinder } from './anomalies/honey.ts'
export { type Principal, principalOf } from './anomalies/principal.ts'
export type { Seen } from './anomalies/rules/seen.ts'
export { slowMilliseconds, watchOf } from './anomalies/watch.ts'
export { type KeptAnswer, onceByClaim, onceInTransaction } from './idempotency/once.ts'
export { dropOwnAnswersAbout, type OnceRequest } from './idempotency/store.ts'
export { accessFaults } from './faults.ts'
export { accessSettings } from './settings.ts'
export { isKey } from './keys/format.ts'
export { countedCaller, limitIdentity, policiesOfTier } from './keys/allowances.ts'
export { createKey, grantableScopes } from './keys/create.ts'
export { isKeyGood, namesOfKeys, revokeKeysOf } from './keys/store.ts'

const sweep = job({
  name: 'access.idempotency',
  everySeconds: 600,
  run: (world) => sweepPlaces(as(world, { role: 'jobs' }), 5000),
})

/** API keys: who of the machines is calling, and what it may do. */
export const access: Part = {
  name: 'access',
  settings: accessSettings,
  faults: accessFaults.book,
  events: defineEvents('access', {
    'key.created': { text: 'An API key was made.' },
    'key.imported': { text: 'The operator took an API key over from another system.' },
    'key.changed': { text: 'The tier of an API key was changed.' },
    'key.revoked': { text: 'An API key was revoked.' },
    ...anomalyEvents,
  }),
  routes: [...keyRoutes, ...allowanceRoutes, ...keyRoutes000, ...anomalyRoutes],
  jobs: [sweep, ...anomalyJobs],
  recognise: recogniseKey,
  personal,
}

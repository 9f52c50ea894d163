import { defineEvents } from '../../kit/event.ts'
import { job } from '../../kit/job.ts'
import type { Part } from '../../kit/part.ts'
import { as } from '../../kit/world.ts'
import { accessFaults } from './faults.ts'
import { sweepPlaces } from './idempotency/store.ts'
import { recogniseKey } from './keys/recognise.ts'
import { keyRoutes } from './keys/routes.ts'
import { keyRoutes000 } from './keys/source-000.ts'
import { accessSettings } from './settings.ts'

export { type KeptAnswer, onceByClaim, onceInTransaction } from './idempotency/once.ts'
export type { OnceRequest } from './idempotency/store.ts'
export { accessFaults } from './faults.ts'
export { isKey } from './keys/format.ts'
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
  }),
  routes: [...keyRoutes, ...keyRoutes000],
  jobs: [sweep],
  recognise: recogniseKey,
}

import { defineEvents } from '../../kit/event.ts'
import type { Part } from '../../kit/part.ts'
import { accessFaults } from './faults.ts'
import { recogniseKey } from './keys/recognise.ts'
import { keyRoutes } from './keys/routes.ts'
import { accessSettings } from './settings.ts'

export { isKey } from './keys/format.ts'
export { createKey, grantableScopes } from './keys/create.ts'
export { namesOfKeys, revokeKeysOf } from './keys/store.ts'

/** API keys: who of the machines is calling, and what it may do. */
export const access: Part = {
  name: 'access',
  settings: accessSettings,
  faults: accessFaults.book,
  events: defineEvents('access', {
    'key.created': { text: 'An API key was made.' },
    'key.revoked': { text: 'An API key was revoked.' },
  }),
  routes: keyRoutes,
  recognise: recogniseKey,
}

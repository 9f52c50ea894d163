import { job } from '../../kit/job.ts'
import type { Part } from '../../kit/part.ts'
import { as } from '../../kit/world.ts'
import { plantSalt } from '../vault/index.ts'
import { deployment, sweepLookups } from './directory/store.ts'
import { accountEvents } from './events.ts'
import { accountFaults } from './faults.ts'
import { operatorRoutes } from './operator/routes.ts'
import { recogniseOperator } from './operator/recognise.ts'
import { accountSettings } from './settings.ts'

export {
  type Deployment,
  deleteSubject,
  deployment,
  erasingSubjects,
  findLookup,
  findSubject,
  markErasing,
  putLookup,
  setDeploymentOwner,
  type Subject,
  takeLookup,
} from './directory/store.ts'
export { externalId, selfSubject, subjectFor } from './directory/subjects.ts'
export { accountFaults } from './faults.ts'
export { accountSettings } from './settings.ts'
export { signInAddress } from './operator/routes.ts'
export { makeOperatorLink } from './operator/session.ts'

const sweep = job({
  name: 'accounts.lookups',
  everySeconds: 600,
  run: (world) => sweepLookups(as(world, { role: 'jobs' }), 1000),
})

/** Who owns things, and the operator who looks after them. */
export const accounts: Part = {
  name: 'accounts',
  settings: accountSettings,
  faults: accountFaults.book,
  events: accountEvents,
  routes: operatorRoutes,
  jobs: [sweep],
  recognise: recogniseOperator,
  async start(world) {
    const { homeAccountId } = await deployment(as(world, { role: 'app' }))
    await plantSalt(as(world, { role: 'app', accountId: homeAccountId }), homeAccountId, homeAccountId)
  },
}

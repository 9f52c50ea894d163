import { job } from '../../kit/job.ts'
import type { Part } from '../../kit/part.ts'
import { as } from '../../kit/world.ts'
import { plantSalt } from '../vault/index.ts'
import { deployment, sweepLookups } from './directory/store.ts'
import { consoleSignInRoutes } from './console-sign-in/routes.ts'
import { accountEvents } from './events.ts'
import { accountFaults } from './faults.ts'
import { factorJobs } from './factors/jobs.ts'
import { factorRoutes } from './factors/routes.ts'
import { sealedFactor } from './factors/secret.ts'
import { stepUpRoutes } from './factors/step-up-routes.ts'
import { accountFlags } from './flags/grounds.ts'
import { flagRoutes } from './flags/routes.ts'
import { importRoutes } from './imports/routes.ts'
import { accountMetrics } from './metrics/metrics.ts'
import { passkeyRoutes } from './passkeys/routes.ts'
import { passwordRoutes } from './passwords/routes.ts'
import { profileRoutes } from './profiles/routes.ts'
import { sealedAddress } from './people/address.ts'
import { pruneLinksJob } from './registration/jobs.ts'
import { sealedLink } from './registration/links.ts'
import { registrationRoutes } from './registration/routes.ts'
import { memberRoutes } from './operator/people/member-routes.ts'
import { peopleRoutes } from './operator/people/routes.ts'
import { operatorRoutes } from './operator/routes.ts'
import { enterHouse } from './personal/declared.ts'
import { eraseJob } from './personal/erasure.ts'
import { personalRoutes } from './personal/routes.ts'
import { personalTables } from './personal/tables.ts'
import { recognise } from './recognise.ts'
import { pruneJob } from './sessions/jobs.ts'
import { ownSessionRoutes } from './sessions/own-routes.ts'
import { sessionRoutes } from './sessions/routes.ts'
import { accountSettings } from './settings.ts'
import { pruneGuessesJob } from './sign-in/guesses.ts'
import { signInRoutes } from './sign-in/routes.ts'

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
export { enterErasure } from './directory/ledger.ts'
export { externalId, selfSubject, subjectFor } from './directory/subjects.ts'
export { accountFaults } from './faults.ts'
export { passkeyPages } from './passkeys/pages.ts'
export { accountSettings } from './settings.ts'
export {
  announceSynthetic,
  eraseSynthetic,
  mailOfSynthetic,
  roomForSynthetic,
  secondsUntilRoom,
  sweepSynthetic,
} from './synthetic/people.ts'
export { pruneSynthetic } from './synthetic/store.ts'
export { fromBase32 } from './factors/base32.ts'
export { codeAt, stepOf } from './factors/totp.ts'
export { countCsrf, type CsrfFailure } from './flags/csrf-counts.ts'
export { csrfCookieName } from './sessions/cookies.ts'
export { csrfTokenFor, csrfTokenIsGood } from './sessions/csrf.ts'
export { signInAddress } from './operator/routes.ts'
export { makeOperatorLink } from './operator/session.ts'
export { issuerOrigins } from './outside/origins.ts'
export { refusedToken } from './outside/recognise.ts'

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
  routes: [
    ...operatorRoutes,
    ...peopleRoutes,
    ...memberRoutes,
    ...importRoutes,
    ...personalRoutes,
    ...flagRoutes,
    ...profileRoutes,
    ...signInRoutes,
    ...passwordRoutes,
    ...sessionRoutes,
    ...ownSessionRoutes,
    ...consoleSignInRoutes,
    ...factorRoutes,
    ...stepUpRoutes,
    ...passkeyRoutes,
    ...registrationRoutes,
  ],
  jobs: [sweep, pruneGuessesJob, pruneJob, ...factorJobs, pruneLinksJob, eraseJob],
  recognise,
  flags: accountFlags,
  metrics: accountMetrics,
  sealed: [sealedFactor, sealedAddress, sealedLink],
  personal: { tables: personalTables },
  async start(world, house) {
    enterHouse(world, house)
    const { homeAccountId } = await deployment(as(world, { role: 'app' }))
    await plantSalt(as(world, { role: 'app', accountId: homeAccountId }), homeAccountId, homeAccountId)
  },
}

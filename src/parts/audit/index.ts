import { job } from '../../kit/job.ts'
import type { Part } from '../../kit/part.ts'
import { makeMonths } from './log/record.ts'
import { auditEvents } from './events.ts'
import { auditFaults } from './log/faults.ts'
import { personal } from './personal.ts'
import { checkpointJob } from './proof/checkpoints.ts'
import { beginEpochOfNewCluster } from './proof/epoch.ts'
import { linkJob } from './proof/link.ts'
import { enter, proveJob } from './proof/proving.ts'
import { pruneJob } from './proof/retention.ts'
import { proofRoutes } from './proof/routes.ts'
import { auditSettings } from './settings.ts'
import { sinkJob } from './sink/carry.ts'

export { auditFaults } from './log/faults.ts'
export { auditSettings } from './settings.ts'
export { type SinkTarget, targetText } from './sink/target.ts'
export { record } from './log/record.ts'
export { type Read, release } from './log/release.ts'
export { entriesOf, type EntryRow, readsOf } from './log/store.ts'

const months = job({ name: 'audit.months', everySeconds: 86_400, run: (world) => makeMonths(world) })

export { type Note, notesIn } from './proof/checkpoints.ts'
export { isNoteKey, notePattern, openNote } from './proof/note.ts'
export { evidenceOf } from './proof/evidence.ts'
export { excerptLines, excerptOf, type ExcerptProof, isExcerpt, verifyExcerpt } from './proof/excerpt.ts'
export { csvField, csvHead, csvLine, exportedEvidence, linesOf } from './proof/export.ts'
export type { ExportHead } from './proof/lines.ts'
export { link } from './proof/link.ts'
export { headOf } from './proof/store.ts'
export { beginning } from './proof/reached.ts'
export { type Evidence, type Proof, verify } from './proof/verify.ts'

/** What happened, provably: entries in the action's own transaction, releases by group commit. */
export const audit: Part = {
  name: 'audit',
  faults: auditFaults.book,
  settings: auditSettings,
  events: auditEvents,
  routes: proofRoutes,
  jobs: [months, linkJob, checkpointJob, proveJob, pruneJob, sinkJob],
  personal,
  async start(world, house) {
    enter(world, house)
    await makeMonths(world)
    await beginEpochOfNewCluster(world)
  },
}

import { defineEvents } from '../../kit/event.ts'
import { job } from '../../kit/job.ts'
import type { Part } from '../../kit/part.ts'
import { makeMonths } from './log/record.ts'
import { auditFaults } from './log/faults.ts'

export { auditFaults } from './log/faults.ts'
export { record } from './log/record.ts'
export { type Read, release } from './log/release.ts'
export { entriesOf, type EntryRow, readsOf } from './log/store.ts'

const months = job({ name: 'audit.months', everySeconds: 86_400, run: (world) => makeMonths(world) })

/** What happened, provably: entries in the action's own transaction, releases by group commit. */
export const audit: Part = {
  name: 'audit',
  faults: auditFaults.book,
  events: defineEvents('audit', {}),
  jobs: [months],
  start: async (world) => void (await makeMonths(world)),
}

import { defineEvents } from '../../kit/event.ts'

export const auditEvents = defineEvents('audit', {
  'audit.restored': { text: 'The log goes on in another database cluster, in a new epoch.' },
  'audit.broken': {
    text: 'The log did not prove to be whole: an entry or a block was altered, removed or added.',
  },
  'audit.pruned': { text: 'Months older than the retention were proved, kept as a file, and dropped.' },
  'audit.sink_failed': {
    text: 'The second sink of the log fails: entries wait in the log until it takes them.',
  },
  'audit.sink_recovered': { text: 'The second sink of the log takes entries again; none is left out.' },
  'audit.sink_replaced': {
    text: "The second sink's file was deleted, replaced or made shorter; entries go into the new one.",
  },
  'audit.sink_skipped': {
    text: 'The retention dropped entries before the second sink of the log had taken them.',
  },
  'audit.verified': { text: 'The operator had the log proved.' },
  'audit.searched': { text: 'The operator looked up who read a token.' },
})

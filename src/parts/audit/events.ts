import { defineEvents } from '../../kit/event.ts'

export const auditEvents = defineEvents('audit', {
  'audit.restored': { text: 'The log goes on in another database cluster, in a new epoch.' },
  'audit.broken': {
    text: 'The log did not prove to be whole: an entry or a block was altered, removed or added.',
  },
  'audit.pruned': { text: 'Months older than the retention were proved, kept as a file, and dropped.' },
  'audit.verified': { text: 'The operator had the log proved.' },
  'audit.searched': { text: 'The operator looked up who read a token.' },
})

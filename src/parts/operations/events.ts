import { defineEvents } from '../../kit/event.ts'

export const operationEvents = defineEvents('operations', {
  'backup.made': { text: 'A backup of the whole database was written.' },
  'backup.restored': {
    text: 'The database was made from a backup: what happened after that one is not in it.',
  },
})

import { defineEvents } from '../../kit/event.ts'

export const limitEvents = defineEvents('limits', {
  'limits.degraded': { text: 'The store of limits did not answer: each process admitted a reduced share.' },
})

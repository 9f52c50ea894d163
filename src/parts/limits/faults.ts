import { defineFaults } from '../../kit/fault.ts'

export const limitFaults = defineFaults('limits', {
  RATE_LIMITED: {
    status: 429,
    title: 'A limit on requests is used up.',
    hint: 'Wait for the seconds in `Retry-After`; the headers of every answer show what is left.',
    shows: ['violated-policies'],
  },
})

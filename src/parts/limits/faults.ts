import { defineFaults } from '../../kit/fault.ts'

export const limitFaults = defineFaults('limits', {
  RATE_LIMITED: {
    status: 429,
    title: 'A limit on requests is used up.',
    hint: 'Wait for the seconds in `Retry-After`; the headers of every answer show what is left.',
    shows: ['violated-policies'],
  },
  LIMITS_UNAVAILABLE: {
    status: 503,
    title: 'The server that counts limits does not answer.',
    hint: 'Look at the server that VALKEY_URL names; requests are admitted meanwhile, by a reduced limit.',
    shows: ['retryAfterSeconds'],
  },
})

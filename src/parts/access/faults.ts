import { defineFaults } from '../../kit/fault.ts'

export const accessFaults = defineFaults('access', {
  KEY_NOT_FOUND: {
    status: 404,
    title: 'There is no such key in this account.',
    hint: 'List the keys with `GET /api/keys` or `keyhold keys list`.',
  },
  IDEMPOTENCY_KEY_INVALID: {
    status: 400,
    title: 'The Idempotency-Key is none.',
    hint: 'Send 1 to 255 visible characters of ASCII, such as a UUID, new for each thing to do.',
  },
  IDEMPOTENCY_MISMATCH: {
    status: 422,
    title: 'This Idempotency-Key came with another request before.',
    hint: 'Send a new key for a new request, and the same request again for the same key.',
  },
  IDEMPOTENCY_IN_FLIGHT: {
    status: 409,
    title: 'The first request with this Idempotency-Key is under way.',
    hint: 'Ask again after the time given: you are answered what it is answered.',
  },
  TIER_UNKNOWN: {
    status: 400,
    title: 'There is no such tier of limits.',
    hint: 'Use one of those in `tiers`, or declare it in KEYHOLD_LIMITS.',
    shows: ['tiers'],
  },
})

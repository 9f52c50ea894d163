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
  ABNORMAL_USAGE_DETECTED: {
    status: 429,
    type: 'https://iana.org/assignments/http-problem-types#abnormal-usage-detected',
    title: 'Requests from here are odd enough to be refused for a while.',
    hint: 'Wait for the seconds in `Retry-After`; the operator sees why, and ends it, with `keyhold anomalies`.',
    shows: ['violated-policies'],
  },
  ANOMALY_NOT_FOUND: {
    status: 404,
    title: 'Nothing odd is known of that key or network.',
    hint: 'Name it as `keyhold anomalies list` shows it: the id of a key, or a network such as 203.0.113.0/24.',
  },
  TIER_UNKNOWN: {
    status: 400,
    title: 'There is no such tier of limits.',
    hint: 'Use one of those in `tiers`, or declare it in KEYHOLD_LIMITS.',
    shows: ['tiers'],
  },
})

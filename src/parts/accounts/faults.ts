import { defineFaults } from '../../kit/fault.ts'

export const accountFaults = defineFaults('accounts', {
  LINK_USED_OR_EXPIRED: {
    status: 401,
    title: 'This sign-in link was used before or is too old.',
    hint: 'Make another with `npm run keyhold operator link` (it is good for 30 minutes and one use).',
  },
  USER_NOT_FOUND: {
    status: 404,
    title: 'There is no such user in this account.',
    hint: 'List the users that have connections with `GET /api/connections`.',
  },
  SUBJECT_ERASING: {
    status: 409,
    title: 'This user is being erased.',
    hint: 'Wait until the erasure has ended, then the id can be used anew.',
    shows: ['retryAfterSeconds'],
  },
})

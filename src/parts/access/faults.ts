import { defineFaults } from '../../kit/fault.ts'

export const accessFaults = defineFaults('access', {
  KEY_NOT_FOUND: {
    status: 404,
    title: 'There is no such key in this account.',
    hint: 'List the keys with `GET /api/keys` or `keyhold keys list`.',
  },
})

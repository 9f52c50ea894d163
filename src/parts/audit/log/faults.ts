import { defineFaults } from '../../../kit/fault.ts'

export const auditFaults = defineFaults('audit', {
  AUDIT_UNAVAILABLE: {
    status: 503,
    title: 'The audit log cannot be written, so nothing that needs proof leaves.',
    hint: 'Try again after the time given; the operator checks the database and `keyhold doctor`.',
    shows: ['retryAfterSeconds'],
  },
})

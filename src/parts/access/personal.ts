import type { Personal } from '../../kit/part.ts'
import { as } from '../../kit/world.ts'
import { dropAnswersAbout } from './idempotency/store.ts'
import { revokeAllKeys } from './keys/store.ts'

/** Keys of an account, and what they were seen doing. */
export const personal: Personal = {
  tables: [
    {
      table: 'api_keys',
      shown: [
        'id',
        'name',
        'prefix',
        'last4',
        'scopes',
        'subject_id',
        'created_at',
        'expires_at',
        'revoked_at',
        'suspended_at',
        'tier',
      ],
      hidden: ['account_id', 'version'],
      counted: 'keys',
    },
    {
      table: 'api_key_use',
      shown: ['key_id', 'client', 'first_used_at', 'last_used_at'],
      hidden: ['account_id'],
      goesWith: 'api_keys',
    },
    {
      table: 'anomaly_standing',
      shown: ['principal', 'points', 'changed_at', 'cleared_at'],
      hidden: ['account_id'],
      goesWith: 'accounts',
    },
    {
      table: 'anomaly_finding',
      shown: ['id', 'at', 'principal', 'rule', 'inputs', 'score', 'action'],
      hidden: ['account_id'],
      newest: { by: 'at', most: 10_000 },
      goesWith: 'accounts',
    },
    {
      // What was answered stands in the other tables; here are copies of it for a day.
      table: 'idempotent_request',
      shown: [],
      hidden: ['account_id', 'id', 'fingerprint', 'holder', 'held_until', 'status', 'body', 'expires_at'],
      goesWith: 'accounts',
    },
  ],
  /** Keys open nothing more, and answers that others were given about the person are forgotten. */
  async end(world, accountId) {
    await revokeAllKeys(as(world, { role: 'app', accountId }), accountId)
    await dropAnswersAbout(as(world, { role: 'jobs' }), accountId)
    return true
  },
  disown: async (world, accountId) => void (await revokeAllKeys(world, accountId)),
}

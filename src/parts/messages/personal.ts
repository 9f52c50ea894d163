import type { Personal } from '../../kit/part.ts'
import { deleteEndpoints } from './endpoints/store.ts'

/** Where an account hears of what happens, and mail to its person. */
export const personal: Personal = {
  tables: [
    {
      table: 'webhook_endpoint',
      shown: [
        'id',
        'url',
        'event_types',
        'created_at',
        'disabled_at',
        'disabled_reason',
        'failing_since',
        'not_before',
      ],
      hidden: ['account_id', 'log_account'],
      counted: 'webhooks',
    },
    {
      table: 'webhook_secret',
      shown: ['id', 'endpoint_id', 'created_at', 'until'],
      hidden: ['account_id', 'subject_id', 'secret'],
      goesWith: 'webhook_endpoint',
    },
    {
      table: 'webhook_delivery',
      shown: [
        'endpoint_id',
        'event_id',
        'type',
        'at',
        'connection_id',
        'provider',
        'detail',
        'state',
        'attempts',
        'created_at',
        'ended_at',
        'last_status',
        'last_reason',
        'history',
      ],
      hidden: [
        'account_id',
        'epoch',
        'xid',
        'subject_id',
        'log_subject',
        'next_at',
        'claimed_until',
        'claim_no',
      ],
      newest: { by: 'at', most: 10_000 },
      goesWith: 'webhook_endpoint',
    },
    {
      table: 'outgoing_mail',
      shown: ['id', 'template', 'state', 'attempts', 'created_at', 'ended_at', 'reason'],
      // Links in it are secrets until they were used.
      hidden: ['account_id', 'subject_id', 'content', 'generation', 'next_at', 'claimed_until'],
    },
  ],
  disown: async (world, accountId) => void (await deleteEndpoints(world, accountId)),
}

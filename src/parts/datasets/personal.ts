import type { Personal } from '../../kit/part.ts'

/** What connections unlocked; all of it goes with its connection. */
export const personal: Personal = {
  tables: [
    {
      table: 'data_set',
      shown: [
        'connection_id',
        'name',
        'fetched_at',
        'synced_at',
        'completed_at',
        'due_at',
        'failures',
        'last_failure',
      ],
      hidden: ['account_id', 'wanted', 'claimed_until', 'claim_no', 'listing', 'listing_no'],
      goesWith: 'connections',
    },
    {
      table: 'data_record',
      shown: [
        'connection_id',
        'name',
        'id',
        'starts_at',
        'local_date',
        'kind',
        'is_private',
        'body',
        'fetched_at',
      ],
      hidden: ['account_id', 'seen_in'],
      goesWith: 'connections',
      counted: 'records',
    },
    {
      table: 'data_figure',
      shown: ['connection_id', 'name', 'figure', 'is_public', 'body', 'good_until'],
      hidden: ['account_id', 'etag'],
      goesWith: 'connections',
    },
    {
      table: 'data_sync',
      shown: [
        'connection_id',
        'id',
        'name',
        'cause',
        'state',
        'started_at',
        'ended_at',
        'calls',
        'seen',
        'added',
        'changed',
        'removed',
        'code',
        'resumes_at',
      ],
      hidden: ['account_id'],
      newest: { by: 'started_at', most: 10_000 },
      goesWith: 'connections',
    },
  ],
}

import { defineEvents } from '../../kit/event.ts'

export const dataEvents = defineEvents('datasets', {
  'data.synced': { text: 'The data that a connection unlocks is up to date.' },
  'data.changed': { text: 'An item changed or went, as an event hinted and the provider confirmed.' },
  'data.sync_failed': { text: 'The data of a connection could not be brought up to date.' },
  'data.sync_wanted': { text: 'Somebody asked for a sync before its time.' },
  'webhook.subscribed': { text: 'A provider was asked to post its events to this deployment.' },
  'webhook.unsubscribed': { text: 'A provider was asked to post no more events.' },
})

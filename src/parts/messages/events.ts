import { defineEvents } from '../../kit/event.ts'

export const messageEvents = defineEvents('messages', {
  'webhook_endpoint.created': { text: 'An address that hears events was added.' },
  'webhook_endpoint.changed': { text: 'An address that hears events was changed.' },
  'webhook_endpoint.deleted': { text: 'An address hears no events any more, and its secrets are deleted.' },
  'webhook_endpoint.rotated': {
    text: 'An endpoint got a new secret; the one before signs beside it for a day.',
  },
  'webhook_endpoint.tested': { text: 'A test event was sent.' },
  'webhook_endpoint.resent': { text: 'An event was asked to be sent again.' },
  'webhook_endpoint.replayed': { text: 'All events since a moment were asked to be sent again.' },
  'webhook_endpoint.disabled': {
    text: 'An endpoint was switched off, as it said it is gone or failed for a week.',
  },
  'mail.sent': { text: 'A mail to a person was taken by the mail server; `template` says what about.' },
  'mail.failed': {
    text: 'A mail to a person was given up; `template` says what about, `reason` is a code.',
  },
})

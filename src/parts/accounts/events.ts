import { defineEvents } from '../../kit/event.ts'

export const accountEvents = defineEvents('accounts', {
  'operator.link_made': { text: 'A single-use sign-in link for the operator was made.' },
  'operator.signed_in': { text: 'The operator signed in with a single-use link.' },
  'operator.signed_out': { text: 'The operator signed out.' },
  'key_backup.confirmed': { text: 'The operator confirmed that the master key is backed up.' },
})

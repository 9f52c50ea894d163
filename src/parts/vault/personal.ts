import type { Personal } from '../../kit/part.ts'

/** Salts tell nothing, and go with the account: without them nothing that was sealed for it opens anywhere. */
export const personal: Personal = {
  tables: [
    { table: 'subject_salt', shown: [], hidden: ['account_id', 'subject_id', 'salt'], goesWith: 'accounts' },
  ],
}

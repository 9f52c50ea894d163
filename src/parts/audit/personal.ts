import type { Personal } from '../../kit/part.ts'

/** The log knows a person by a name that leads nowhere once the account is gone, and so keeps its entries. */
export const personal: Personal = {
  tables: [
    {
      table: 'audit_entry',
      shown: [
        'id',
        'at',
        'actor_kind',
        'actor',
        'action',
        'object_kind',
        'object',
        'outcome',
        'n',
        'request_id',
        'detail',
      ],
      hidden: ['epoch', 'xid', 'log_account', 'log_subject', 'token_fp', 'private'],
      newest: { by: 'at', most: 10_000 },
      goesWith: 'nothing',
    },
  ],
}

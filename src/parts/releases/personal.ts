import type { PersonalTable } from '../../kit/part.ts'

export const tables: readonly PersonalTable[] = [
  {
    table: 'repository',
    shown: ['id', 'name', 'default_branch', 'settings', 'created_at'],
    hidden: ['account_id'],
    counted: 'repositories',
  },
  {
    table: 'release_ingest',
    shown: ['kind', 'repository_id', 'answer', 'received_at'],
    hidden: ['account_id', 'hash'],
    newest: { by: 'received_at', most: 10_000 },
  },
]

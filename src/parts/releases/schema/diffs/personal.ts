import type { PersonalTable } from '../../../../kit/part.ts'

export const schemaTables: readonly PersonalTable[] = [
  {
    table: 'schema_diff',
    shown: [
      'id',
      'repository_id',
      'commit_sha',
      'branch',
      'pr_number',
      'ci_run_id',
      'score',
      'level',
      'findings',
      'report',
      'schemas',
      'created_at',
    ],
    hidden: ['account_id', 'hash'],
    newest: { by: 'created_at', most: 200 },
    counted: 'schemaDiffs',
  },
]

import { diffSchemas } from './ask.ts'
import type { SchemaFile } from '../text/schema-file.ts'
import type { Report, ReportedFinding } from './report.ts'

/** A schema of these blocks, for PostgreSQL where nothing else is said. */
export const schemaOf = (blocks: string, provider = 'postgresql'): string =>
  `datasource db {\n  provider = "${provider}"\n}\n\n${blocks}\n`

export interface Besides {
  provider?: string
  migration?: string | readonly SchemaFile[]
  rowCounts?: Record<string, number>
}

/** Compares two lists of blocks. */
export async function diffOf(base: string, target: string, besides: Besides = {}): Promise<Report> {
  const { provider, migration, rowCounts = {} } = besides
  const { report } = await diffSchemas({
    base: [{ path: 'schema.prisma', content: schemaOf(base, provider) }],
    target: [{ path: 'schema.prisma', content: schemaOf(target, provider) }],
    migration:
      typeof migration === 'string' ? [{ path: 'migration.sql', content: migration }] : (migration ?? []),
    rowCounts,
  })
  return report
}

/** A model of an id and these fields: the table of most tests. */
export const model = (name: string, ...lines: string[]): string =>
  `model ${name} {\n${['id Int @id', ...lines].map((line) => `  ${line}\n`).join('')}}\n`

/** `D2 User.name 80`, in the report's order. */
export const briefly = ({ findings }: Pick<Report, 'findings'>): string[] =>
  findings.map(({ rule, table, columns, baseSeverity }) =>
    [rule, [table, ...columns].filter((part) => part !== null).join('.'), baseSeverity]
      .filter((part) => part !== '')
      .join(' '),
  )

export const found = ({ findings }: Pick<Report, 'findings'>, rule: string): ReportedFinding[] =>
  findings.filter((finding) => finding.rule === rule)

/** Lines of one rule alone. */
export const ofRule = (report: Report, rule: string): string[] =>
  briefly(report).filter((line) => line.startsWith(`${rule} `))

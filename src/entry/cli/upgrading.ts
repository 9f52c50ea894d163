import type pg from 'pg'
import { migrations } from '../../migrations.ts'
import { backUp } from './backup/backing-up.ts'
import type { Context } from './command.ts'
import { rows } from './doctor/catalogue.ts'
import { openDatabase, type OpenDatabase } from './doctor/database.ts'
import { type Finding, fail, ok, warn } from './doctor/finding.ts'
import { report } from './doctor/report.ts'
import { appliedIn, schemaFinding } from './doctor/schema-findings.ts'
import { storedKeysFinding } from './doctor/stored-findings.ts'
import { type Subject, subjectOf } from './doctor/subject.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { applyMigrations } from './migrating.ts'
import type { Forms } from './terminal.ts'

export interface UpgradeOptions {
  /** Tells what would be done, and does nothing. */
  check?: boolean
  /** Folder of the backup. */
  to?: string
}

/**
 * Brings the database of an older program up to this one: looked at first, then backed up, then migrated. Where something
 * stands in the way nothing is done.
 * @returns 1 when something stands in the way
 */
export async function upgrade(context: Context, { check, to }: UpgradeOptions): Promise<ExitCode> {
  const { subject, findings: ofSettings } = subjectOf(context.environment, false)
  const { findings, due } = await lookAt(subject, context)
  const all = [...ofSettings.filter(({ level }) => level !== 'ok'), ...findings]
  const isInTheWay = all.some(({ level }) => level === 'fail')
  if (check || isInTheWay || due.length === 0) {
    report(context.terminal, all, subject.production)
    return isInTheWay ? exitCodes.failed : exitCodes.done
  }
  const backup = await answerOf(context, (context) => backUp(context, [], to === undefined ? {} : { to }))
  const migrated = await answerOf(context, applyMigrations)
  context.terminal.answer({
    json: { backup: backup.json, ...migrated.json },
    plain: [backup.plain, migrated.plain].join('\n'),
    human: [backup.human, migrated.human].join('\n'),
  })
  return exitCodes.done
}

/** What a command would have answered. */
async function answerOf(context: Context, work: (context: Context) => Promise<unknown>): Promise<Forms> {
  let given: Forms = { json: {}, plain: '', human: '' }
  await work({ ...context, terminal: { ...context.terminal, answer: (forms) => void (given = forms) } })
  return given
}

interface Seen {
  findings: Finding[]
  /** Names of migrations that are not applied yet. */
  due: string[]
}

async function lookAt(subject: Subject, { terminal }: Context): Promise<Seen> {
  const { database, findings } = await openDatabase(subject, (text) => terminal.say(text))
  if (!database) return { findings, due: [] }
  try {
    const seen = await seenIn(database, subject)
    return { findings: [...findings, ...seen.findings], due: seen.due }
  } finally {
    await database.close()
  }
}

async function seenIn(database: OpenDatabase, subject: Subject): Promise<Seen> {
  const reader = database.owner ?? database.app
  const [book] = await rows<{ isThere: boolean }>(
    reader,
    'select to_regclass(\'schema_migrations\') is not null as "isThere"',
  )
  if (!book!.isThere)
    return {
      findings: [warn('schema', 'there is none yet', 'npx keyhold migrate (a start does so too)')],
      due: [],
    }
  const schema = await schemaFinding(reader)
  const keys = await storedKeysFinding(database.app, subject)
  const servers = await serversFinding(database)
  if (schema.level !== 'warn') return { findings: [schema, keys, servers], due: [] }
  const applied = new Set((await appliedIn(reader)).map(({ number }) => number))
  const due = migrations.filter(({ number }) => !applied.has(number)).map(({ name }) => name)
  return { findings: [ok('schema', `due: ${due.join(', ')}`), keys, servers], due }
}

/** Programs that are at work on the database meanwhile. */
async function serversFinding({ app, isEmbedded }: OpenDatabase): Promise<Finding> {
  const connections = await connectionsOfServers(app)
  if (connections === 0) return ok('servers', 'none is at work on it')
  const text = `servers are at work on it, with ${connections} connection${connections === 1 ? '' : 's'}`
  if (isEmbedded) return fail('servers', text, 'stop the server first: the database is its own')
  return warn('servers', text, 'they go on meanwhile; replace them one after the other when this is done')
}

async function connectionsOfServers(client: pg.Client): Promise<number> {
  const [row] = await rows<{ count: number }>(
    client,
    "select count(*)::int as count from pg_stat_activity where datname = current_database() and application_name = 'keyhold'",
  )
  return row!.count
}

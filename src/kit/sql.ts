import { AsyncLocalStorage } from 'node:async_hooks'
import type { Duplex } from 'node:stream'
import pg from 'pg'
import { overdue } from './duration.ts'
import { checkCommit, CommitUnknown, translate, SqlError, unavailable } from './sql-error.ts'
import { Pipelines } from './sql-pipeline.ts'
import { Silence } from './sql-silence.ts'

export { CommitUnknown, SqlError } from './sql-error.ts'

/**
 * PostgreSQL by tagged templates: `${}` is always a bound parameter, never text. Every statement runs in a transaction
 * that first takes a role and an account (`set_config(…, true)`, so nothing outlives it and a pooler may stand between).
 */
export interface Sql {
  /** One statement, in a transaction of its own unless this `sql` is one. */
  <Row extends object = Record<string, unknown>>(
    text: TemplateStringsArray,
    ...values: unknown[]
  ): Promise<Row[]>
  /** The same database as another role or account. A transaction stays as it was opened: another context throws. */
  as(context: SqlContext): Sql
  /** Several statements, all or none. Throws when COMMIT did not answer COMMIT. */
  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T>
}

/**
 * `app` sees the rows of `accountId` (none without it); `jobs` has policies of its own on named tables. `login` takes no
 * role, so it sees no row of any table and may run only what was granted to it by name: one statement at a time, which
 * is a transaction by itself.
 */
export interface SqlContext {
  role: 'app' | 'jobs' | 'login'
  accountId?: string
  /** Sees only what the account shows to everyone. */
  isPublic?: boolean
}

export interface Database {
  sql: Sql
  /** One round trip as the login itself, for readiness. */
  ping(timeoutMilliseconds: number): Promise<void>
  /**
   * Lets every connection go; the next statement opens another. For a process that was held still for a while: whoever
   * stands between it and the server may have dropped them unheard. Only while nothing is under way.
   */
  renew(): void
  close(): Promise<void>
}

export interface DatabaseOptions {
  url: string
  /** Named prepared statements: faster, but not behind a pooler in transaction mode that does not know them. Default false. */
  prepared?: boolean
  /** Connections for transactions of several statements. Default 12. */
  poolSize?: number
  /** Pipelined connections shared by single reads. Default 3. */
  pipelines?: number
  /** A statement that takes longer is given up with its connection. Default 10,000. */
  statementTimeoutMilliseconds?: number
  /** The same for a statement of the login itself. Default 2,000. */
  loginTimeoutMilliseconds?: number
  /** Default 2,500, so that a database cut off by the network is told within 3 s. */
  connectTimeoutMilliseconds?: number
  onError?: (error: Error) => void
}

const inside = new AsyncLocalStorage<true>()

/** Whether the running code is inside an open transaction: no outgoing call may start there. */
export const insideTransaction = (): boolean => inside.getStore() === true

export function openDatabase(options: DatabaseOptions): Database {
  const config: pg.PoolConfig & { pipeline: boolean } = {
    connectionString: options.url,
    pipeline: true,
    keepAlive: true,
    connectionTimeoutMillis: options.connectTimeoutMilliseconds ?? 2500,
    application_name: 'keyhold',
    types: { getTypeParser },
  }
  const onError = options.onError ?? (() => undefined)
  const clients = new Set<pg.ClientBase>()
  const openPool = () => {
    const pool = new pg.Pool({ ...config, max: options.poolSize ?? 12, idleTimeoutMillis: 30_000 })
    // For its whole life: one that breaks while nobody listens ends the process, and the pool stops listening when it
    // hands a connection out, and when it gives one up.
    pool.on('connect', (client) => clients.add(client.on('error', onError)))
    pool.on('remove', (client) => clients.delete(client))
    // Told by the connection itself already.
    pool.on('error', () => undefined)
    return pool
  }
  const reads = new Pipelines(options.pipelines ?? 3, config, onError)
  const own = new Pipelines(1, config, onError)
  const names = options.prepared ? new Map<string, string>() : null
  const ping = async (timeoutMilliseconds: number): Promise<void> => {
    const client = new pg.Client({
      ...config,
      connectionTimeoutMillis: timeoutMilliseconds,
      query_timeout: timeoutMilliseconds,
    })
    client.on('error', onError)
    try {
      await client.connect()
      await client.query('select 1')
    } catch (error) {
      throw unavailable(error)
    } finally {
      // One that never came up answers no goodbye either.
      client.end().catch(onError)
    }
  }
  const probeMilliseconds = config.connectionTimeoutMillis! * probeShare
  const silence = new Silence({
    probe: () => ping(probeMilliseconds).catch(passIfAnswered),
    drop: () => {
      onError(new Error('the database is silent: its connections are given up'))
      for (const client of [...clients, ...reads.opened(), ...own.opened()]) giveUp(client)
    },
  })
  const longest = {
    statement: options.statementTimeoutMilliseconds ?? 10_000,
    own: options.loginTimeoutMilliseconds ?? 2_000,
  }
  const engine: Engine = { pool: openPool(), reads, own, names, silence, longest, onError }
  return {
    sql: sqlFor(engine, { role: 'app' }),
    ping,
    renew() {
      const before = engine.pool
      engine.pool = openPool()
      reads.renew()
      own.renew()
      before.end().catch(onError)
    },
    async close() {
      silence.close()
      await Promise.all([engine.pool.end(), reads.close(), own.close()])
    },
  }
}

/** With the second of quiet before it, a silence is noticed within the time that a new connection may take. */
const probeShare = 0.6

/** A server that turns us away is there. */
function passIfAnswered(error: unknown): void {
  const { severity } = ((error as Error).cause ?? {}) as { severity?: unknown }
  if (severity === undefined) throw error
}

const streamOf = (client: pg.ClientBase): Duplex =>
  (client as unknown as { connection: { stream: Duplex } }).connection.stream

const giveUp = (client: pg.ClientBase): void => void streamOf(client).destroy()

interface Engine {
  pool: pg.Pool
  /** For single reads. */
  reads: Pipelines
  /** For what the login itself does: its commits wait for the disk, which no read behind them should. */
  own: Pipelines
  /** Statement text to its name, when statements are prepared. */
  names: Map<string, string> | null
  silence: Silence
  /** Milliseconds. */
  longest: { statement: number; own: number }
  onError: (error: Error) => void
}

function sqlFor(engine: Engine, context: SqlContext): Sql {
  const single = <Row extends object>(strings: TemplateStringsArray, ...values: unknown[]) =>
    runSingle<Row>(engine, context, strings, values)
  return Object.assign(single, {
    as: (other: SqlContext) => sqlFor(engine, other),
    transaction: <T>(work: (sql: Sql) => Promise<T>) => runTransaction(engine, context, work),
  })
}

const textOf = (strings: TemplateStringsArray): string => {
  const known = texts.get(strings)
  if (known) return known
  const text = strings.reduce((all, part, index) => all + (index === 0 ? '' : `$${index}`) + part, '')
  texts.set(strings, text)
  return text
}
const texts = new WeakMap<TemplateStringsArray, string>()

const contextText =
  "select set_config('role', $1, true), set_config('app.account_id', $2, true), set_config('app.public', $3, true)"
const contextValues = (context: SqlContext) => [
  `keyhold_${context.role}`,
  context.accountId ?? '',
  context.isPublic === true ? 'on' : '',
]

/** One that takes too long is given up with its connection: whatever stands behind it would wait, too. */
async function query(
  engine: Engine,
  client: pg.ClientBase,
  text: string,
  values?: unknown[],
  longestMilliseconds = engine.longest.statement,
): Promise<pg.QueryResult> {
  const bound = overdue(longestMilliseconds, () => giveUp(client))
  try {
    return await engine.silence.watch(send(engine, client, text, values))
  } finally {
    bound.cancel()
  }
}

function send(
  engine: Engine,
  client: pg.ClientBase,
  text: string,
  values: unknown[] | undefined,
): Promise<pg.QueryResult> {
  if (engine.names === null || values === undefined) return client.query(text, values)
  let name = engine.names.get(text)
  if (name === undefined) {
    name = `k${engine.names.size}`
    engine.names.set(text, name)
  }
  return client.query({ name, text, values })
}

async function runSingle<Row extends object>(
  engine: Engine,
  context: SqlContext,
  strings: TemplateStringsArray,
  values: unknown[],
): Promise<Row[]> {
  const text = textOf(strings)
  if (context.role === 'login')
    return overOne(engine, engine.own, (client) => sendAlone<Row>(engine, client, text, values))
  // A write may wait for a row's lock, and all reads sent behind it would wait too: it gets a connection of its own.
  const shared = /^\s*select\b/i.test(text) && !/\bfor\s+(no key )?update\b/i.test(text)
  if (!shared) return runTransaction(engine, context, async (sql) => sql<Row>(strings, ...values))
  return overOne(engine, engine.reads, (client) => sendWhole<Row>(engine, client, context, text, values))
}

async function overOne<T>(
  engine: Engine,
  pipelines: Pipelines,
  send: (client: pg.Client) => Promise<T>,
): Promise<T> {
  refuseInSilence(engine)
  const client = await pipelines.client().catch((error: unknown) => {
    throw unavailable(error)
  })
  try {
    return await send(client)
  } catch (error) {
    // One whose statement took too long is ended, but only after a while says so.
    if (!(error instanceof SqlError)) pipelines.forget(client)
    throw error
  }
}

function refuseInSilence({ silence }: Engine): void {
  if (silence.isSilent) throw unavailable(new Error('the database is silent'))
}

/** Its answer is pg's once the server is ready again, and that is after its commit. */
async function sendAlone<Row extends object>(
  engine: Engine,
  client: pg.ClientBase,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  try {
    return (await query(engine, client, text, values, engine.longest.own)).rows as Row[]
  } catch (error) {
    throw translate(error, text)
  }
}

/** All four statements leave in one write and come back in one round trip. */
async function sendWhole<Row extends object>(
  engine: Engine,
  client: pg.ClientBase,
  context: SqlContext,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const stream = streamOf(client)
  stream.cork()
  const sent = [
    client.query('begin'),
    query(engine, client, contextText, contextValues(context)),
    query(engine, client, text, values),
    query(engine, client, 'commit'),
  ]
  stream.uncork()
  const [begin, set, rows, commit] = await Promise.allSettled(sent)
  for (const step of [begin, set, rows]) {
    if (step?.status === 'rejected') throw translate(step.reason, text)
  }
  checkCommit(commit!)
  return (rows as PromiseFulfilledResult<pg.QueryResult>).value.rows as Row[]
}

async function runTransaction<T>(
  engine: Engine,
  context: SqlContext,
  work: (sql: Sql) => Promise<T>,
): Promise<T> {
  if (context.role === 'login') throw new Error('the login itself runs single statements alone')
  refuseInSilence(engine)
  const client = await engine.pool.connect().catch((error: unknown) => {
    throw unavailable(error)
  })
  let broken: Error | undefined
  try {
    const opened = Promise.all([
      client.query('begin'),
      query(engine, client, contextText, contextValues(context)),
    ])
    const sql = sqlInside(engine, client, context, opened)
    const result = await inside.run(true, () => work(sql))
    await opened
    const [commit] = await Promise.allSettled([query(engine, client, 'commit')])
    checkCommit(commit)
    return result
  } catch (error) {
    broken = await rollBack(engine, client, error)
    throw translate(error, 'transaction')
  } finally {
    client.release(broken)
  }
}

/** A connection that cannot roll back is not given back to the pool. */
async function rollBack(engine: Engine, client: pg.PoolClient, cause: unknown): Promise<Error | undefined> {
  if (cause instanceof CommitUnknown) return cause
  try {
    await query(engine, client, 'rollback')
    return undefined
  } catch (error) {
    return error as Error
  }
}

function sqlInside(
  engine: Engine,
  client: pg.ClientBase,
  context: SqlContext,
  opened: Promise<unknown>,
): Sql {
  // The first statement must not wait for the answer to BEGIN: it is pipelined behind it.
  opened.catch(() => undefined)
  const run = async <Row extends object>(
    strings: TemplateStringsArray,
    ...values: unknown[]
  ): Promise<Row[]> => {
    const text = textOf(strings)
    const answered = query(engine, client, text, values)
    const [, result] = await Promise.all([opened, answered]).catch((error: unknown) => {
      throw translate(error, text)
    })
    return result.rows as Row[]
  }
  const sql: Sql = Object.assign(run, {
    as(other: SqlContext): Sql {
      if (isSame(other, context)) return sql
      throw new Error('a transaction keeps the role and account it was opened for')
    },
    transaction: <T>(work: (sql: Sql) => Promise<T>): Promise<T> => work(sql),
  })
  return sql
}

const isSame = (one: SqlContext, other: SqlContext): boolean =>
  one.role === other.role &&
  one.accountId === other.accountId &&
  (one.isPublic ?? false) === (other.isPublic ?? false)

// bigint as a number: our counters and generations stay far below 2^53.
const int8 = 20
const getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === int8 && format !== 'binary'
    ? Number
    : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser

// A Keyhold server process whose reads leave no entry in the audit log: what the log costs is told by the difference. There
// is no such switch in the product, so the statement of the release is exchanged on its way to the database, here.
import { readFileSync } from 'node:fs'
import { createApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { filesIn } from '../src/entry/node/files.ts'
import { homeOf } from '../src/entry/node/home.ts'
import { type Answering, listen } from '../src/entry/node/server.ts'
import { realWorld } from '../src/entry/node/world.ts'
import { silentLog } from '../src/kit/log.ts'
import type { Sql } from '../src/kit/sql.ts'
import { parts } from '../src/parts.ts'
import { serveBench } from './child-side.ts'

const release = 'from audit_release('
const checked = 'from bench.checked_release('
const isChecking = process.env.BENCH_RELEASE === 'checked'

/** The same, but for the one statement: it checks and writes nothing, or all is good and nothing is asked. */
function unaudited(sql: Sql): Sql {
  const exchanged = new WeakMap<TemplateStringsArray, TemplateStringsArray>()
  const without = (text: TemplateStringsArray): TemplateStringsArray => {
    const known = exchanged.get(text) ?? texts(text.map((part) => part.replace(release, checked)))
    exchanged.set(text, known)
    return known
  }
  const asked = <Row extends object>(text: TemplateStringsArray, ...values: unknown[]) => {
    if (!text[0]!.includes(release)) return sql<Row>(text, ...values)
    return isChecking ? sql<Row>(without(text), ...values) : Promise.resolve([allGood(values)] as Row[])
  }
  return Object.assign(asked, {
    as: (context: Parameters<Sql['as']>[0]) => unaudited(sql.as(context)),
    transaction: <T>(work: (sql: Sql) => Promise<T>) => sql.transaction((inner) => work(unaudited(inner))),
  })
}

const texts = (parts: readonly string[]): TemplateStringsArray => Object.assign(parts, { raw: parts })

/** The ids come first among the lists, in PostgreSQL's binary form: their number stands behind three others. */
function allGood(values: readonly unknown[]): object {
  const count = (values[1] as Buffer).readInt32BE(12)
  return { good: Array.from({ length: count }, (_, index) => index + 1), clock: new Date() }
}

let answering: Answering = () => new Response(null, { status: 503 })
const listening = await listen(0, '127.0.0.1', () => answering)
const environment = { ...process.env, PORT: String(listening.port) }
const settings = readConfig(environment, parts, (path) => readFileSync(path, 'utf8'))
const real = realWorld({
  settings,
  environment,
  databaseUrl: process.env.DATABASE_URL!,
  isEmbedded: false,
  files: filesIn(homeOf(process.env)),
  log: silentLog,
})
const world = { ...real.world, sql: unaudited(real.world.sql) }
const app = await createApp(world, parts)
answering = app.fetch
const ending = new AbortController()
// As every server does it: what is due once a second.
const ticking = (async () => {
  while (!ending.signal.aborted) {
    await app.runDue({ budgetMilliseconds: 10_000 })
    await world.wait(1_000, ending.signal).catch(() => undefined)
  }
})()

serveBench({ port: listening.port }, async () => {
  ending.abort()
  await listening.close(1_000)
  await ticking
  await real.close()
})

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { roles, startEmbeddedPostgres, urlOf } from '../../src/entry/postgres/index.ts'

/** One PostgreSQL server for tests. Each test file takes databases of its own from it by {@link createDatabase}. */
export interface Cluster {
  /** The login `keyhold_owner` in the database `keyhold`. */
  ownerUrl: string
  /** The login `keyhold` in the database `keyhold`. */
  url: string
  /** A superuser in the database `postgres`. */
  superUrl: string
  /** A database with every migration, where one was made for all processes. */
  template?: string
}

export interface TestDatabase {
  name: string
  /** The app's login, as the product would use it. */
  url: string
  /** The login that owns the database, for migrations. */
  ownerUrl: string
  /** Ends whoever is still connected. Need not be called: everything goes with the cluster. */
  drop(): Promise<void>
}

let cluster: Promise<Cluster> | undefined

/**
 * The cluster of this test run: the one that `KEYHOLD_TEST_CLUSTER` names (a {@link Cluster} as JSON, which a runner
 * sets, with a template made once for all), else one of this process's own, started at the first call in a
 * temporary folder and gone with the process, however that ends. It syncs to disk as in production, unless
 * `KEYHOLD_TEST_FSYNC=off`; `KEYHOLD_TEST_LOG=on` shows what its supervisor says.
 *
 * **Roles belong to the whole cluster**, not to a database: whoever creates or alters one does so for every test that
 * runs on it. Make them `if not exists`, name those of one test after its database, and never alter `keyhold` or
 * `keyhold_owner`.
 */
export function sharedCluster(): Promise<Cluster> {
  const given = process.env.KEYHOLD_TEST_CLUSTER
  cluster ??= given ? Promise.resolve(JSON.parse(given) as Cluster) : startCluster()
  return cluster
}

/**
 * A database of its own, owned by `keyhold_owner`, empty or a copy of `template` (to which nobody may be connected
 * while it is copied). Copies have the template's tables, rows and grants within it.
 */
export async function createDatabase(options: { template?: string } = {}): Promise<TestDatabase> {
  const { url, ownerUrl, superUrl } = await sharedCluster()
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`
  const template = options.template ? `template ${pg.escapeIdentifier(options.template)}` : ''
  await run(superUrl, `create database ${name} owner keyhold_owner ${template}`)
  return {
    name,
    url: inDatabase(url, name),
    ownerUrl: inDatabase(ownerUrl, name),
    drop: () => run(superUrl, `drop database if exists ${name} with (force)`),
  }
}

/** The same address, another database. */
export function inDatabase(url: string, name: string): string {
  return url.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, (_, server: string) => server + encodeURIComponent(name))
}

async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-tests-'))
  // PostgreSQL runs as another user when the tests run as root.
  chmodSync(folder, 0o711)
  const home = join(folder, 'home')
  leaveCleanerBehind(folder, home)
  const server = await startEmbeddedPostgres({
    home,
    fsync: process.env.KEYHOLD_TEST_FSYNC !== 'off',
    log: (words) => process.env.KEYHOLD_TEST_LOG === 'on' && process.stderr.write(`${words}\n`),
  })
  return {
    url: server.url,
    ownerUrl: server.ownerUrl,
    superUrl: urlOf(server.socketFolder, roles.supervisor, 'postgres'),
  }
}

// Reads until the pipe from us breaks, which is when we are gone, killed or not.
const cleaner = `cat > /dev/null
tries=0
while [ -e "$1" ] && [ $tries -lt 100 ]; do
  pid=$(head -n 1 "$2/postgres/postmaster.pid" 2> /dev/null)
  if [ -n "$pid" ] && kill -QUIT "$pid" 2> /dev/null
  then sleep 0.1
  else rm -rf "$1" 2> /dev/null || sleep 0.1
  fi
  tries=$((tries + 1))
done`

function leaveCleanerBehind(folder: string, home: string): void {
  // In a session of its own, so that Ctrl-C ends the tests and not their cleaner.
  const child = spawn('sh', ['-c', cleaner, 'cleaner', folder, home], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
    cwd: '/',
  })
  child.unref()
  const pipe = child.stdin as Socket
  pipe.unref()
}

async function run(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

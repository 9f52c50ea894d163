import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { roles, startEmbeddedPostgres, urlOf } from '../../src/entry/postgres/index.ts'

const debianBinaries = '/usr/lib/postgresql/15/bin'
const pooler = '/usr/sbin/pgbouncer'
const absent = [debianBinaries, pooler].filter((path) => !existsSync(path))
const skip =
  absent.length > 0 && process.env.CI !== 'true'
    ? `install postgresql-15 and pgbouncer (${absent.join(', ')} is absent)`
    : false

/** The system's user that PostgreSQL and PgBouncer run as; neither starts as root. */
const postgresUser = (): { uid: number; gid: number } => {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith('postgres:'))!
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

async function startPooler(t: TestContext, folder: string, serverSocket: string): Promise<string> {
  const { uid, gid } = postgresUser()
  const configuration = join(folder, 'pgbouncer.ini')
  writeFileSync(join(folder, 'users.txt'), `"${roles.app}" ""\n`)
  writeFileSync(
    configuration,
    `[databases]\n* = host=${serverSocket} port=5432\n[pgbouncer]\nlisten_addr =\nlisten_port = 6432\nunix_socket_dir = ${folder}\nauth_type = trust\nauth_file = ${folder}/users.txt\npool_mode = transaction\nmax_client_conn = 500\ndefault_pool_size = 20\n`,
  )
  chmodSync(folder, 0o755)
  chownSync(folder, uid, gid)
  const child = spawn(pooler, [configuration], { uid, gid, stdio: 'ignore' })
  t.after(async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  await untilOpen(join(folder, '.s.PGSQL.6432'))
  return folder
}

async function untilOpen(path: string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const socket = connect(path)
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (isOpen) return
    await pause(50)
  }
  throw new Error('the pooler did not open its socket')
}

test(
  'every rule of connections holds on PostgreSQL 15 behind a pooler in transaction mode',
  { skip, timeout: 240_000 },
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'keyhold-pooler-'))
    chmodSync(folder, 0o711)
    const home = join(folder, 'home')
    const server = await startEmbeddedPostgres({
      home,
      binaries: debianBinaries,
      fsync: false,
      log: () => undefined,
    })
    t.after(async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    })
    const poolerFolder = await startPooler(
      t,
      mkdtempSync(join(tmpdir(), 'keyhold-bouncer-')),
      server.socketFolder,
    )
    const cluster = {
      ownerUrl: server.ownerUrl,
      url: urlOf(poolerFolder, roles.app).replace('port=5432', 'port=6432'),
      superUrl: urlOf(server.socketFolder, roles.supervisor, 'postgres'),
    }

    const suite = spawn(
      process.execPath,
      [
        '--test',
        '--test-isolation=none',
        'src/parts/connections/connect/*.test.ts',
        'src/parts/connections/tokens/fresh-token.test.ts',
        'src/parts/accounts/**/*.test.ts',
      ],
      {
        env: {
          ...process.env,
          KEYHOLD_TEST_CLUSTER: JSON.stringify(cluster),
          KEYHOLD_TEST_POOLER: 'on',
          NODE_TEST_CONTEXT: '',
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    let said = ''
    suite.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const [code] = (await once(suite, 'exit')) as [number | null]

    assert.equal(
      code,
      0,
      said
        .split('\n')
        .filter((line) => line.includes('✖'))
        .join('\n'),
    )
    assert.match(server.version, /^15\./)
  },
)

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { roles, startEmbeddedPostgres, urlOf } from '../../src/entry/postgres/index.ts'
import type { Cluster } from './cluster.ts'

const debianBinaries = '/usr/lib/postgresql/15/bin'
const pooler = '/usr/sbin/pgbouncer'
const absent = [debianBinaries, pooler].filter((path) => !existsSync(path))

/** Why a test that needs both is left out here; false when it is not. */
export const poolerSkip: string | false =
  absent.length > 0 && process.env.CI !== 'true'
    ? `install postgresql-15 and pgbouncer (${absent.join(', ')} is absent)`
    : false

export interface PooledCluster extends Cluster {
  /** Of the server, such as 15.14. */
  version: string
  /** The pooler first, then the server. */
  stop(): Promise<void>
}

/**
 * Debian's PostgreSQL 15 with Debian's PgBouncer in transaction mode before it: `url` leads through the pooler, the
 * others to the server itself. Both on unix sockets in temporary folders.
 */
export async function startPooledCluster(): Promise<PooledCluster> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-pooler-'))
  chmodSync(folder, 0o711)
  const home = join(folder, 'home')
  const server = await startEmbeddedPostgres({
    home,
    binaries: debianBinaries,
    fsync: false,
    log: () => undefined,
  })
  const stopServer = async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const bouncer = await startPooler(server.socketFolder)
    return {
      ownerUrl: server.ownerUrl,
      url: urlOf(bouncer.folder, roles.app).replace('port=5432', 'port=6432'),
      superUrl: urlOf(server.socketFolder, roles.supervisor, 'postgres'),
      version: server.version,
      async stop() {
        await bouncer.stop()
        await stopServer()
      },
    }
  } catch (error) {
    await stopServer()
    throw error
  }
}

async function startPooler(serverSocket: string): Promise<{ folder: string; stop(): Promise<void> }> {
  const { uid, gid } = postgresUser()
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-bouncer-'))
  const configuration = join(folder, 'pgbouncer.ini')
  writeFileSync(join(folder, 'users.txt'), `"${roles.app}" ""\n`)
  writeFileSync(
    configuration,
    `[databases]\n* = host=${serverSocket} port=5432\n[pgbouncer]\nlisten_addr =\nlisten_port = 6432\nunix_socket_dir = ${folder}\nauth_type = trust\nauth_file = ${folder}/users.txt\npool_mode = transaction\nmax_client_conn = 500\ndefault_pool_size = 20\n`,
  )
  chmodSync(folder, 0o755)
  chownSync(folder, uid, gid)
  const child = spawn(pooler, [configuration], { uid, gid, stdio: 'ignore' })
  const stop = async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await untilOpen(join(folder, '.s.PGSQL.6432'))
    return { folder, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The system's user that PostgreSQL and PgBouncer run as; neither starts as root. */
function postgresUser(): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith('postgres:'))!
  const [, , uid, gid] = line.split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

async function untilOpen(path: string): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    const socket = connect(path)
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (isOpen) return
    await pause(25)
  }
  throw new Error('the pooler did not open its socket')
}

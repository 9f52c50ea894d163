import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Redis } from 'ioredis'
import { openValkey } from '../../src/entry/node/valkey.ts'
import type { Valkey, ValkeyAddress } from '../../src/kit/valkey.ts'
import { absentPrograms } from '../house/programs.ts'

/** For tests of a real server: why they are left out, `false` when they are not. */
export const needsValkey = {
  skip:
    absentPrograms(process.env.PATH ?? '').some(({ command }) => command === 'redis-server') &&
    'needs redis-server (apt-get install redis-server)',
}

/** A real server on loopback that keeps nothing on disk, and can be ended, stopped and begun again at the same place. */
export interface TestValkey {
  address: ValkeyAddress
  /** As a process of its own would open it: a connection that is up. */
  open(): Promise<Valkey>
  /** The same with another address, and nobody waits for it. */
  opening(other?: Partial<ValkeyAddress>): Valkey
  /** A command of the operator's. */
  command(...words: readonly [string, ...string[]]): Promise<unknown>
  /** Ends it as a crash does; what it knew is gone. */
  kill(): Promise<void>
  begin(): Promise<void>
  /** It stands still and hangs up on nobody. */
  freeze(): Promise<void>
  thaw(): void
  close(): Promise<void>
}

export interface TestValkeyOptions {
  password?: string
  /** PEM; it speaks encrypted alone then. */
  certificate?: { cert: string; key: string }
}

export async function startValkey({ password, certificate }: TestValkeyOptions = {}): Promise<TestValkey> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-valkey-'))
  const address: ValkeyAddress = {
    host: certificate ? 'localhost' : '127.0.0.1',
    port: await freePort(),
    username: null,
    password: password ?? null,
    database: 0,
    isEncrypted: certificate !== undefined,
  }
  const words = [
    ...(certificate ? tlsWords(folder, address.port, certificate) : ['--port', String(address.port)]),
    ...loopbackInMemory,
    '--dir',
    folder,
    ...(password === undefined ? [] : ['--requirepass', password]),
  ]
  const closing: (() => Promise<void> | void)[] = []
  let server = await begun(words)
  const opening = (other: Partial<ValkeyAddress> = {}): Valkey => {
    const { valkey, close } = openValkey({ ...address, ...other })
    closing.push(close)
    return valkey
  }
  return {
    address,
    opening,
    async open() {
      const valkey = opening()
      while (!(await isUp(valkey))) await new Promise((resolve) => setTimeout(resolve, 2))
      return valkey
    },
    async command(...words) {
      const client = new Redis({ ...address, db: 0 } as { host: string; port: number })
      try {
        return await client.call(...words)
      } finally {
        client.disconnect()
      }
    },
    kill: () => ended(server),
    async begin() {
      server = await begun(words)
    },
    async freeze() {
      server.kill('SIGSTOP')
      while (!isStopped(server.pid!)) await new Promise((resolve) => setTimeout(resolve, 1))
    },
    thaw: () => void server.kill('SIGCONT'),
    async close() {
      for (const close of closing) await close()
      await ended(server)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const loopbackInMemory = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']

const isUp = (valkey: Valkey): Promise<boolean> =>
  valkey.eval('return 1', [], []).then(
    () => true,
    () => false,
  )

function tlsWords(folder: string, port: number, { cert, key }: { cert: string; key: string }): string[] {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  writeFileSync(certFile, cert)
  writeFileSync(keyFile, key, { mode: 0o600 })
  const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', certFile]
  return ['--port', '0', '--tls-port', String(port), '--tls-auth-clients', 'no', ...files]
}

async function begun(words: readonly string[]): Promise<ChildProcess> {
  const server = spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  for await (const line of createInterface({ input: server.stdout })) {
    lines.push(line)
    if (line.includes('Ready to accept connections')) {
      server.stdout.resume()
      return server
    }
  }
  throw new Error(`redis-server did not begin:\n${lines.join('\n')}`)
}

async function ended(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const exit = once(server, 'exit')
  server.kill('SIGKILL')
  await exit
}

const isStopped = (pid: number): boolean => /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

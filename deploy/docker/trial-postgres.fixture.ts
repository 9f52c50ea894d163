import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { cleanEnvironment, findBinaries } from '../../src/entry/postgres/binaries.ts'
import { chooseRunAs, commandAs } from '../../src/entry/postgres/run-as.ts'

/** A server as the postgres image has it when it runs what is in its initdb folder. */
export interface TrialPostgres {
  port: number
  /** Folder of its socket, where the administrator needs no password. */
  folder: string
  log(): string
  stop(): Promise<void>
}

/** The administrator `postgres`, one database `keyhold`, passwords asked for over TCP, every statement logged. */
export async function startTrialPostgres(): Promise<TrialPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-image-db-'))
  const dataFolder = join(folder, 'data')
  const binaries = findBinaries(folder)
  const runAs = chooseRunAs(dataFolder, [folder, binaries.folder])
  chownSync(folder, runAs.uid, runAs.gid)
  chmodSync(folder, 0o711)
  writeFileSync(join(folder, 'password'), 'of the administrator', { mode: 0o644 })
  const ways = ['--auth-local=trust', '--auth-host=scram-sha-256', `--pwfile=${join(folder, 'password')}`]
  const init = commandAs(runAs, binaries.initdb, ['-D', dataFolder, '-U', 'postgres', '--no-sync', ...ways])
  const common = { ...init.identity, env: cleanEnvironment(binaries), cwd: '/' }
  const made = spawnSync(init.file, init.args, { ...common, encoding: 'utf8' })
  assert.equal(made.status, 0, made.stderr)

  const port = await freePort()
  const server = commandAs(
    runAs,
    binaries.postgres,
    `-D ${dataFolder} -k ${folder} -p ${port} -h 127.0.0.1 -c fsync=off -c log_statement=all -c log_min_duration_statement=0`.split(
      ' ',
    ),
  )
  const child = spawn(server.file, server.args, { ...common, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => void (log += chunk.toString()))
  await untilServing(child, () => log)
  const create = spawnSync('psql', [
    '-qX',
    '-h',
    folder,
    '-p',
    String(port),
    '-U',
    'postgres',
    '-c',
    'create database keyhold',
  ])
  assert.equal(create.status, 0, String(create.stderr))
  return {
    port,
    folder,
    log: () => log,
    async stop() {
      if (child.exitCode === null) {
        child.kill('SIGINT')
        await once(child, 'exit')
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function untilServing(child: ChildProcess, log: () => string): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (log().includes('ready to accept connections')) return
    if (child.exitCode !== null) break
    await pause(50)
  }
  throw new Error(`PostgreSQL did not start: ${log()}`)
}

/** A file with a password, as a container's secret is. */
export function passwordFile(folder: string, name: string, password: string): string {
  const path = join(folder, name)
  writeFileSync(path, `${password}\n`, { mode: 0o644 })
  assert.equal(readFileSync(path, 'utf8').trim(), password)
  return path
}

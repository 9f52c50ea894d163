import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  type EmbeddedPostgres,
  roles,
  startEmbeddedPostgres,
  urlOf,
} from '../../../src/entry/postgres/index.ts'
import { trialHome, type TrialHome } from '../../../src/entry/postgres/trial-home.ts'
import { untilStopped } from './child.ts'

/** A PostgreSQL of one test file alone, to be killed, filled and cut off. */
export interface OwnPostgres {
  home: TrialHome
  server: EmbeddedPostgres
  database: { url: string; ownerUrl: string; superUrl: string }
  /** Stops every process of it in its tracks. Resolves with what lets them go on. */
  freeze(): Promise<() => void>
  /** Of another home's data, made by `copyTo`. */
  startCopy(home: string): Promise<EmbeddedPostgres>
  /** Its files as they lie there now, as the data of another home. */
  copyTo(home: string): void
  /** After the servers that use it. */
  end(): Promise<void>
}

/** @param options.folder where its home is made. Default the system's folder for temporary files */
export async function startPostgres({ folder }: { folder?: string } = {}): Promise<OwnPostgres> {
  const ends: (() => Promise<void>)[] = []
  const home = trialHome({ after: (end) => void ends.push(end) }, folder === undefined ? {} : { folder })
  const server = await home.start({ fsync: process.env.KEYHOLD_TEST_FSYNC !== 'off' })
  return {
    home,
    server,
    database: addressesOf(server),
    freeze: () => freeze(home.serverPid()),
    copyTo(path) {
      mkdirSync(path, { recursive: true, mode: 0o711 })
      const data = join(path, 'postgres')
      const { status, stderr } = spawnSync('cp', ['-a', join(home.path, 'postgres'), data])
      if (status !== 0) throw new Error(`cp: ${stderr.toString()}`)
      // It names a server that lives, and would keep another from starting on the copy.
      rmSync(join(data, 'postmaster.pid'))
    },
    async startCopy(path) {
      const copy = await startEmbeddedPostgres({ home: path, fsync: false, log: () => undefined })
      ends.unshift(() => copy.stop())
      return copy
    },
    async end() {
      for (const end of ends) await end()
    },
  }
}

export const addressesOf = ({ url, ownerUrl, socketFolder }: EmbeddedPostgres): OwnPostgres['database'] => ({
  url,
  ownerUrl,
  superUrl: urlOf(socketFolder, roles.supervisor, 'keyhold'),
})

async function freeze(postmaster: number): Promise<() => void> {
  // First the one that could make more.
  await stop(postmaster)
  const all = [postmaster, ...childrenOf(postmaster)]
  await Promise.all(all.map(stop))
  return () => all.forEach((pid) => process.kill(pid, 'SIGCONT'))
}

async function stop(pid: number): Promise<void> {
  process.kill(pid, 'SIGSTOP')
  await untilStopped(pid)
}

const childrenOf = (pid: number): number[] => {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return text === '' ? [] : text.split(/\s+/).map(Number)
}

import { realpathSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { findBinaries, versionOf } from './binaries.ts'
import { bootstrap } from './bootstrap.ts'
import { ensureCluster } from './cluster.ts'
import { roles, urlOf } from './door.ts'
import { dataFolderOf, logFileOf, makeHome, socketFolderOf, tempSocketFolderOf } from './home-folder.ts'
import { lockHome } from './home-lock.ts'
import { launch } from './launch.ts'
import type { LaunchPlan } from './launch.ts'
import { adoptOrphan } from './orphan.ts'
import { problemOfError } from './problem.ts'
import { chooseRunAs } from './run-as.ts'
import { shutDown } from './server.ts'
import type { Server } from './server.ts'
import { prepareSocketFolder } from './socket-folder.ts'
import { supervise } from './supervisor.ts'

export { roles, urlOf } from './door.ts'
export { lockHome } from './home-lock.ts'
export type { HomeLock } from './home-lock.ts'
export { PostgresProblem } from './problem.ts'
export type { ProblemCode } from './problem.ts'

export interface EmbeddedPostgres {
  /** For the app's login `keyhold`: NOINHERIT, owns nothing. */
  url: string
  /** For the login `keyhold_owner`, which owns the database and may make roles: for migrations. */
  ownerUrl: string
  /** 0700; whoever may enter it may be any role. */
  socketFolder: string
  /** Such as `18.4`. */
  version: string
  /** True when the server of a killed predecessor was found serving and taken over. */
  adopted: boolean
  /** Fast shutdown, then the home is free for others. Removes no data. May be called again. */
  stop(): Promise<void>
  /**
   * Resolves with words when the server died unasked and stayed dead: 15 tries in a row, about a minute, did not bring
   * it back. A death that was mended is only logged; `url` stays good.
   */
  died: Promise<string>
}

export interface EmbeddedOptions {
  /** Folder of the data, the lock and the log; made (0711) when absent. */
  home: string
  /** Folder with a system's `postgres` and `initdb`, 15 or newer. Default: those of the npm package. */
  binaries?: string
  /** Told in words what happens; no secrets. */
  log: (message: string) => void
  /** Default true. Without it a power cut may destroy everything: for tests alone. */
  fsync?: boolean
}

/**
 * Starts PostgreSQL in the home, or takes over the one that a killed predecessor left running there. The first start
 * makes the cluster, the two logins and the database `keyhold`; each later one makes what is missing. The server
 * listens on a unix socket only, sees nothing of our environment, survives our being killed, and is brought back when
 * it is killed itself. It does not keep this process alive.
 * @throws `PostgresProblem` with a cure: `HOME_HELD`, `HOME_NOT_WRITABLE`, `DISK_FULL`, `PATH_TOO_LONG`, `WRONG_MAJOR`,
 * `BINARIES_MISSING`, `BINARIES_UNFIT`, `USER_MISSING`, `FOLDER_CLOSED`, `FOLDER_FOREIGN`, `START_FAILED`
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const home = realpathSync(makeHome(options.home))
  const lock = lockHome(home)
  try {
    const plan = planFor(home, options)
    prepareSocketFolder(plan.socketFolder, plan.runAs)
    await ensureCluster(plan)
    const orphan = await adoptOrphan(plan)
    const server = orphan ?? (await launch(plan))
    await prepareDatabase(server, plan)
    plan.log(greeting(plan, server, orphan !== null))
    return embedded({ ...plan, socketFolder: server.socketFolder }, server, orphan !== null, lock.release)
  } catch (error) {
    lock.release()
    throw problemOfError('Cannot start PostgreSQL', error)
  }
}

function planFor(home: string, options: EmbeddedOptions): LaunchPlan {
  const [dataFolder, socketFolder] = [dataFolderOf(home), socketFolderOf(home)]
  const binaries = findBinaries(home, options.binaries)
  const runAs = chooseRunAs(dataFolder, [home, binaries.folder, dirname(socketFolder)])
  const version = versionOf(binaries, runAs)
  const { log, fsync = true } = options
  return { home, dataFolder, socketFolder, logFile: logFileOf(home), binaries, runAs, version, fsync, log }
}

function greeting({ version, runAs }: LaunchPlan, { identity }: Server, adopted: boolean): string {
  const right = runAs.passesClosedFolders ? ' with the right to pass through closed folders' : ''
  const advice =
    runAs.name === 'nobody' ? ' A user of its own would be safer: useradd --system postgres.' : ''
  return `${adopted ? 'Took over' : 'Started'} PostgreSQL ${version} (pid ${identity.pid}) as ${runAs.name}${right}.${advice}`
}

async function prepareDatabase(server: Server, plan: LaunchPlan): Promise<void> {
  try {
    await bootstrap(server.socketFolder)
  } catch (error) {
    await shutDown(server, plan.log)
    throw problemOfError('Cannot prepare the database', error)
  }
}

function embedded(plan: LaunchPlan, server: Server, adopted: boolean, release: () => void): EmbeddedPostgres {
  const { stop, died } = supervise(plan, server)
  const { socketFolder, version } = plan
  return {
    url: urlOf(socketFolder, roles.app),
    ownerUrl: urlOf(socketFolder, roles.owner),
    socketFolder,
    version,
    adopted,
    died,
    async stop() {
      await stop()
      if (socketFolder === tempSocketFolderOf(plan.home))
        rmSync(socketFolder, { recursive: true, force: true })
      release()
    },
  }
}

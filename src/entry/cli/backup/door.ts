import { existsSync, realpathSync } from 'node:fs'
import type { Into } from '../../../parts/operations/index.ts'
import { homeOf } from '../../node/home.ts'
import { loginOf } from '../../node/login.ts'
import { dataFolderOf, socketFolderOf } from '../../postgres/home-folder.ts'
import { roles, startEmbeddedPostgres, urlOf } from '../../postgres/index.ts'
import { livePostmaster } from '../../postgres/pid-file.ts'
import type { Context } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { Trouble } from '../trouble.ts'

/** A way to the database as its owner. */
export interface OpenDoor extends Into {
  /** As the app's login. */
  url: string
  close(): Promise<void>
}

/** To read: through the server's own database when that runs, else through one started for the time being. */
export async function doorForReading(context: Context): Promise<OpenDoor> {
  const given = givenDoor(context)
  if (given) return given
  const home = homeOf(context.environment)
  if (!existsSync(dataFolderOf(home)))
    throw new Trouble(`There is no database in ${home} yet.`, {
      exitCode: exitCodes.notFound,
      hint: 'Set KEYHOLD_HOME to the home of the server, or DATABASE_URL and DATABASE_OWNER_URL.',
    })
  return runningDoor(realpathSync(home)) ?? startedDoor(context)
}

/** To fill: alone on the home, so that no server can serve from it meanwhile. */
export const doorForFilling = async (context: Context): Promise<OpenDoor> =>
  givenDoor(context) ?? startedDoor(context)

function givenDoor({ environment }: Context): OpenDoor | null {
  const { DATABASE_URL: url, DATABASE_OWNER_URL: ownerUrl } = environment
  if (!url) return null
  return { url, ownerUrl: ownerUrl || url, login: loginOf(url), close: async () => undefined }
}

function runningDoor(home: string): OpenDoor | null {
  const live = livePostmaster({ dataFolder: dataFolderOf(home), socketFolder: socketFolderOf(home) })
  if (!live) return null
  return {
    url: urlOf(live.socketFolder, roles.app),
    ownerUrl: urlOf(live.socketFolder, roles.owner),
    login: roles.app,
    close: async () => undefined,
  }
}

async function startedDoor({ environment, terminal }: Context): Promise<OpenDoor> {
  const binaries = environment.KEYHOLD_POSTGRES_BIN
  const { url, ownerUrl, stop } = await startEmbeddedPostgres({
    home: homeOf(environment),
    log: (text) => terminal.say(text),
    ...(binaries && { binaries }),
  })
  return { url, ownerUrl, login: roles.app, close: stop }
}

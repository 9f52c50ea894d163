import { join } from 'node:path'
import { type App, createApp } from '../../app.ts'
import { checkSchema } from '../../kit/schema-fit.ts'
import type { Environment } from '../../kit/settings.ts'
import type { World } from '../../kit/world.ts'
import { migrations } from '../../migrations.ts'
import { parts } from '../../parts.ts'
import { accountSettings } from '../../parts/accounts/index.ts'
import { pinoLog } from '../node/log.ts'
import { consoleFiles } from '../node/static-files.ts'
import { realWorld } from '../node/world.ts'
import { readFunctionSettings } from './settings.ts'

/** The house in one instance of a function, until the platform ends it without a word. */
export interface Instance {
  app: App
  world: World
  /** Resolves when no work in the background is left. */
  settled(): Promise<void>
  /** Goes on after the platform held this instance still. */
  wake(): void
}

/** An instance answers one request at a time, and there may be hundreds: each takes few connections of the pooler's. */
const connections = { poolSize: 2, pipelines: 1 }

/**
 * What a cold start does: settings, database, keys. It never migrates, as many start at once, over a pooler, with
 * seconds to live.
 * @throws SettingsError, KeyringError, SCHEMA_BEHIND, SCHEMA_AHEAD, DATABASE_UNAVAILABLE
 */
export async function startInstance(given: Environment): Promise<Instance> {
  const { environment, settings } = readFunctionSettings(given)
  const { world, close, ...rest } = realWorld({
    settings,
    environment,
    databaseUrl: environment.DATABASE_URL!,
    isEmbedded: false,
    files: null,
    log: pinoLog(settings(accountSettings).logLevel ?? 'info', { isHeldBack: false }),
    connections,
  })
  try {
    await checkSchema(world, migrations)
    // The files are Netlify's to serve; the page of the rooms, whose addresses are no files, goes with the function.
    const elsewhere = consoleFiles(join(process.cwd(), 'console/dist'))
    return { app: await createApp(world, parts, { elsewhere }), world, ...rest }
  } catch (error) {
    await close()
    throw error
  }
}

import { join } from 'node:path'
import { type App, createApp } from '../../app.ts'
import { checkSchema } from '../../kit/schema-fit.ts'
import type { Environment, Settings } from '../../kit/settings.ts'
import type { World } from '../../kit/world.ts'
import { migrations } from '../../migrations.ts'
import { parts } from '../../parts.ts'
import { accountSettings } from '../../parts/accounts/index.ts'
import { pinoLog } from '../node/log.ts'
import { consoleFiles } from '../node/static-files.ts'
import { realWorld } from '../node/world.ts'

/** The house in one instance of a function, until the platform ends it without a word. */
export interface Instance {
  app: App
  world: World
  /** Resolves when no work in the background is left. */
  settled(): Promise<void>
  /** Goes on after the platform held this instance still. */
  wake(): void
}

/** What {@link startInstance} is given: the environment as it counts here, and what was read from it. */
export interface Configuration {
  environment: Environment
  settings: Settings
}

/** An instance answers one request at a time, and there may be hundreds: each takes few connections of the pooler's. */
const connections = { poolSize: 2, pipelines: 1 }

/**
 * What a cold start does: settings, database, keys. It never migrates, as many start at once, over a pooler, with
 * seconds to live.
 * @throws KeyringError, SCHEMA_BEHIND, SCHEMA_AHEAD, DATABASE_UNAVAILABLE
 */
export async function startInstance({ environment, settings }: Configuration): Promise<Instance> {
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
    // What of the console was deployed along: all of it, or the page of its rooms where the platform serves its files.
    const elsewhere = consoleFiles(join(process.cwd(), 'console/dist'))
    return { app: await createApp(world, parts, { elsewhere }), world, ...rest }
  } catch (error) {
    await close()
    throw error
  }
}

import { createHttpClient } from '../../kit/http-client.ts'
import type { Files } from '../../kit/files.ts'
import type { Log } from '../../kit/log.ts'
import type { Environment, Settings } from '../../kit/settings.ts'
import { insideTransaction, openDatabase } from '../../kit/sql.ts'
import { backgroundWork, monotonicClock, strongBytes, waitFor, type World } from '../../kit/world.ts'
import { auditSettings } from '../../parts/audit/index.ts'
import { connectionSettings } from '../../parts/connections/index.ts'
import { messageSettings } from '../../parts/messages/index.ts'
import { kmsOrigins, vaultSettings } from '../../parts/vault/index.ts'
import { pointsOf } from './points.ts'

export interface RealWorld {
  world: World
  close(): Promise<void>
}

/** The world of a server process on Node. */
export function realWorld(options: {
  settings: Settings
  environment: Environment
  databaseUrl: string
  isEmbedded: boolean
  files: Files | null
  log: Log
}): RealWorld {
  const { settings, environment, log } = options
  const database = openDatabase({
    url: options.databaseUrl,
    // A pooler in transaction mode may stand in front of any other server.
    prepared: options.isEmbedded || environment.KEYHOLD_PREPARED_STATEMENTS === 'on',
    onError: (error) => log.warn('a database connection broke', { error }),
  })
  const background = backgroundWork(log)
  const clock = monotonicClock()
  const world: World = {
    now: clock.now,
    calibrate: clock.calibrate,
    wait: waitFor,
    random: strongBytes,
    http: createHttpClient({
      allowedOrigins: [
        ...Object.values(settings(connectionSettings).baseUrls).map((url) => new URL(url).origin),
        ...kmsOrigins(settings(vaultSettings)),
        ...settings(messageSettings).webhookOrigins,
        ...[settings(auditSettings).checkpointUrl?.origin].filter((origin) => origin !== undefined),
      ],
      insideTransaction,
    }),
    sql: database.sql,
    files: options.files,
    log,
    settings,
    point: pointsOf(environment),
    background: background.add,
    root: {},
  }
  return {
    world,
    async close() {
      await background.settled()
      await database.close()
    },
  }
}

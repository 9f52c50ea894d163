import { createHttpClient } from '../../kit/http-client.ts'
import type { Files } from '../../kit/files.ts'
import type { Log } from '../../kit/log.ts'
import type { Environment, Settings } from '../../kit/settings.ts'
import { insideTransaction, openDatabase } from '../../kit/sql.ts'
import { backgroundWork, monotonicClock, strongBytes, waitFor, type World } from '../../kit/world.ts'
import { accountSettings, issuerOrigins } from '../../parts/accounts/index.ts'
import { auditSettings } from '../../parts/audit/index.ts'
import { connectionSettings } from '../../parts/connections/index.ts'
import { limitSettings } from '../../parts/limits/index.ts'
import { messageSettings, wayOut } from '../../parts/messages/index.ts'
import { homeOrigins } from '../../parts/releases/index.ts'
import { kmsOrigins, vaultSettings } from '../../parts/vault/index.ts'
import { pointsOf } from './points.ts'
import { openMail } from './mail.ts'
import { openSink } from './sink/open.ts'
import { openValkey } from './valkey.ts'

export interface RealWorld {
  world: World
  /** Resolves when no work in the background is left. */
  settled(): Promise<void>
  /** Goes on after the process was held still: with other connections to the database, and not behind the host's clock. */
  wake(): void
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
  /** Connections to the database where many processes share a few. Default: those of a server. */
  connections?: { poolSize: number; pipelines: number }
}): RealWorld {
  const { settings, environment, log } = options
  const database = openDatabase({
    url: options.databaseUrl,
    // A pooler in transaction mode may stand in front of any other server.
    prepared: options.isEmbedded || environment.KEYHOLD_PREPARED_STATEMENTS === 'on',
    onError: (error) => log.warn('a database connection broke', { error }),
    ...options.connections,
  })
  const background = backgroundWork(log)
  const { valkey: valkeyAddress } = settings(limitSettings)
  const valkey = valkeyAddress && openValkey(valkeyAddress)
  const clock = monotonicClock()
  const sink = openSink(settings(auditSettings).sink)
  const http = createHttpClient({
    allowedOrigins: [
      ...Object.values(settings(connectionSettings).baseUrls).map((url) => new URL(url).origin),
      ...kmsOrigins(settings(vaultSettings)),
      ...settings(messageSettings).webhookOrigins,
      ...issuerOrigins(settings(accountSettings)),
      ...[
        settings(messageSettings).resendBaseUrl,
        settings(auditSettings).checkpointUrl,
        settings(accountSettings).passwordBreachRanges,
      ].flatMap((place) => (place instanceof URL ? [place.origin] : [])),
    ],
    toBeNamed: homeOrigins(settings),
    insideTransaction,
  })
  const world: World = {
    now: clock.now,
    calibrate: clock.calibrate,
    wait: waitFor,
    random: strongBytes,
    http,
    sql: database.sql,
    files: options.files,
    sink,
    mail: openMail(wayOut(settings(messageSettings)), { http }),
    valkey: valkey?.valkey ?? null,
    log,
    settings,
    point: pointsOf(environment),
    background: background.add,
    root: {},
  }
  return {
    world,
    settled: background.settled,
    wake() {
      database.renew()
      // Backwards it is never put: a token would live longer for it.
      if (Date.now() > clock.now().getTime()) clock.calibrate(new Date())
    },
    async close() {
      await background.settled()
      await sink?.close()
      await valkey?.close()
      await database.close()
    },
  }
}

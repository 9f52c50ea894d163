import { type App, createApp } from '../../src/app.ts'
import { Fault } from '../../src/kit/fault.ts'
import type { Files } from '../../src/kit/files.ts'
import type { Log } from '../../src/kit/log.ts'
import { CommitUnknown, type Sql, SqlError } from '../../src/kit/sql.ts'
import type { World } from '../../src/kit/world.ts'
import { startTokens } from '../../src/parts/connections/tokens/start.ts'
import { parts } from '../../src/parts.ts'
import { type Seeded, seeded } from '../faults/support/seeded.ts'
import type { Client, StagedDatabase } from './database.ts'
import type { Network } from './network.ts'
import { settings } from './settings.ts'
import type { Stage } from './stage.ts'

/** What survives a crash: the folder of small files. */
export type Home = Map<string, Uint8Array>

/** A simulated operating-system process that runs the real code. */
export interface Instance extends Client {
  world: World
  home: Home
  app: App
}

export interface Scenery {
  stage: Stage
  database: StagedDatabase
  network: Network
  sql: Sql
  /** Told of what no rule foresees: an error that is neither a fault nor the database's. */
  onOddity(words: string, error: unknown): void
  /** An answer is in a file now, so it cannot get lost. */
  onSpill(generation: number, sealed: Buffer): Promise<unknown>
}

const withoutStart = parts.map(({ start, ...part }) =>
  part.name === 'connections' || !start ? part : { ...part, start },
)

/** Its start of the tokens is a part of the schedule: see {@link startInstance}. */
export async function makeInstance(
  scenery: Scenery,
  name: string,
  seed: number,
  home: Home,
): Promise<Instance> {
  const { stage, database, network } = scenery
  const client: Client = { name, isAlive: true, isDatabaseAway: false, open: new Set() }
  const chance = seeded(seed)
  const world: World = {
    now: () => new Date(stage.now),
    calibrate: () => undefined,
    wait: (milliseconds, signal) => stage.wait(client, milliseconds, signal),
    random: (bytes) => bytesOf(chance, bytes),
    http: network.for(client),
    sql: database.for(client, scenery.sql),
    files: filesIn(scenery, client, home),
    sink: null,
    mail: null,
    valkey: null,
    log: logOf(scenery),
    settings,
    point: (point) => stage.pass(client, `is at ${point}`),
    background: (work) =>
      void work.catch((error: unknown) => noteOddity(scenery, 'background work failed', error)),
    root: {},
  }
  return Object.assign(client, { world, home, app: await createApp(world, withoutStart) })
}

export const startInstance = ({ world }: Instance): Promise<void> => startTokens(world)

function bytesOf(chance: Seeded, count: number): Buffer {
  const bytes = Buffer.alloc(count)
  for (let index = 0; index < count; index++) bytes[index] = chance.share() * 256
  return bytes
}

interface Spilled {
  generation: number
  accessToken: { bytes: string } | null
}

function filesIn({ stage, onSpill }: Scenery, client: Client, home: Home): Files {
  return {
    folder: '/home',
    async write(name, bytes) {
      // No rule of connections writes more than it holds in its hand.
      if (!(bytes instanceof Uint8Array)) throw new Error(`${name} is written in pieces`)
      await stage.pass(client, `writes ${name}`)
      home.set(name, bytes)
      const { generation, accessToken } = name.startsWith('spill/')
        ? (JSON.parse(Buffer.from(bytes).toString()) as Spilled)
        : ({} as Spilled)
      if (accessToken) await onSpill(generation, Buffer.from(accessToken.bytes, 'base64'))
    },
    read: (name) => Promise.resolve(home.get(name) ?? null),
    list: (folder) =>
      Promise.resolve(
        [...home.keys()]
          .filter((name) => name.startsWith(`${folder}/`))
          .map((name) => name.slice(folder.length + 1))
          .sort(),
      ),
    async remove(name) {
      await stage.pass(client, `removes ${name}`)
      home.delete(name)
    },
  }
}

function logOf(scenery: Scenery): Log {
  const note = (message: string, fields: Record<string, unknown> = {}) => {
    if ('error' in fields) noteOddity(scenery, message, fields.error)
  }
  return { debug: () => undefined, info: () => undefined, warn: note, error: note }
}

/** Faults have a cure and the database may be away; anything else is a mistake of ours. */
export function noteOddity({ onOddity, stage }: Scenery, words: string, error: unknown): void {
  stage.tell(`   … ${words}: ${String(error)}`)
  const isForeseen =
    error instanceof Fault ||
    error instanceof CommitUnknown ||
    (error instanceof SqlError && error.code === '23503')
  if (!isForeseen) onOddity(words, error)
}

import { resident, type World } from './world.ts'

/** Features that can be switched off and on while all runs. Off is the rollback: no data changes. */
export const flagNames = [
  'EMAIL_ENABLED',
  'TWO_FACTOR_ENABLED',
  'CSRF_ENABLED',
  'PR_INTEL_ENABLED',
  'FLAKY_DETECTOR_ENABLED',
  'SCHEMA_DIFF_ENABLED',
  'SYNTHETIC_JOURNEY_ENABLED',
] as const
export type FlagName = (typeof flagNames)[number]

/** What each is, in words that begin a sentence. */
export const flagTitles: Readonly<Record<FlagName, string>> = {
  EMAIL_ENABLED: 'Email verification',
  TWO_FACTOR_ENABLED: 'Two-factor authentication',
  CSRF_ENABLED: 'CSRF protection',
  PR_INTEL_ENABLED: 'PR intelligence',
  FLAKY_DETECTOR_ENABLED: 'Flaky test detector',
  SCHEMA_DIFF_ENABLED: 'Schema diff',
  SYNTHETIC_JOURNEY_ENABLED: 'Synthetic journey',
}

export interface Flag {
  name: FlagName
  isOn: boolean
  /** `environment` stands above what the operator switched, which stands above the default. */
  from: 'environment' | 'operator' | 'default'
  changedAt: Date | null
}

interface FlagRow {
  name: string
  isOn: boolean
  changedAt: Date
}

/** What is switched reaches every process within this time, as each looks again. */
const keptMilliseconds = 2_000

interface Kept {
  rows: ReadonlyMap<string, FlagRow>
  at: number
}
interface Memory {
  last: Kept | null
  reading: Promise<Kept> | null
  /** Bound to no transaction, so that flags can be asked for inside of one. */
  outside: World | null
  grounds: FlagGrounds
}
const memoryOf = resident((): Memory => ({ last: null, reading: null, outside: null, grounds: {} }))

/** From now on flags are read by this world, which is bound to nothing, and stand on what the parts declare. */
export function openFlags(world: World, grounds: readonly FlagGrounds[]): void {
  Object.assign(memoryOf(world), { outside: world, grounds: Object.assign({}, ...grounds) })
}

async function rowsOf(world: World): Promise<ReadonlyMap<string, FlagRow>> {
  const memory = memoryOf(world)
  const now = world.now().getTime()
  if (memory.last && Math.abs(now - memory.last.at) < keptMilliseconds) return memory.last.rows
  memory.reading ??= readInto(memory, memory.outside ?? world)
  try {
    return (await memory.reading).rows
  } catch (error) {
    // A database that is away for a moment changes no feature.
    if (memory.last) return memory.last.rows
    throw error
  }
}

/** What was forgotten meanwhile is not remembered. */
function readInto(memory: Memory, world: World): Promise<Kept> {
  const reading = read(world)
    .then((found) => {
      if (memory.reading === reading) memory.last = found
      return found
    })
    .finally(() => {
      if (memory.reading === reading) memory.reading = null
    })
  return reading
}

async function read(world: World): Promise<Kept> {
  const rows = await world.sql.as({ role: 'app' })<FlagRow>`
    select name, is_on as "isOn", changed_at as "changedAt" from feature_flag limit 100`
  return { rows: new Map(rows.map((row) => [row.name, row])), at: world.now().getTime() }
}

/** Of settings: what the environment says, and what holds when nobody says anything. */
export interface FlagGround {
  environment: boolean | null
  default: boolean
}
/** Those of one part, or of all. */
export type FlagGrounds = Readonly<Partial<Record<FlagName, FlagGround>>>

/** Every feature that a part of this house declares, and who says that it is on or off. */
export async function featuresOf(world: World): Promise<Flag[]> {
  const rows = await rowsOf(world)
  const { grounds } = memoryOf(world)
  return flagNames.flatMap((name) => {
    const ground = grounds[name]
    return ground ? [flagFrom(name, ground, rows.get(name))] : []
  })
}

function flagFrom(name: FlagName, ground: FlagGround, row: FlagRow | undefined): Flag {
  if (ground.environment !== null)
    return { name, isOn: ground.environment, from: 'environment', changedAt: null }
  if (row) return { name, isOn: row.isOn, from: 'operator', changedAt: row.changedAt }
  return { name, isOn: ground.default, from: 'default', changedAt: null }
}

/** Whether a feature is on now; what is switched elsewhere reaches here within 2 s. */
export async function isFeatureOn(world: World, name: FlagName): Promise<boolean> {
  return (await featuresOf(world)).some((flag) => flag.name === name && flag.isOn)
}

/** Puts what the operator switched; null: back to the default. Once that is committed, {@link forgetFlags}. */
export async function switchFlag(world: World, name: FlagName, isOn: boolean | null): Promise<void> {
  if (isOn === null) await world.sql`delete from feature_flag where name = ${name}`
  else
    await world.sql`
      insert into feature_flag (name, is_on, changed_at) values (${name}, ${isOn}, ${world.now()})
      on conflict (name) do update set is_on = excluded.is_on, changed_at = excluded.changed_at`
}

/** So that this process sees at once what was switched in it. */
export function forgetFlags(world: World): void {
  Object.assign(memoryOf(world), { last: null, reading: null })
}

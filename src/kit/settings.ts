/**
 * Configuration, read once and whole: every mistake is told at once, with the variable, what was found (never a
 * secret's value) and the cure. A part declares its settings; the app reads all of them together.
 */
export type Environment = Readonly<Record<string, string | undefined>>

export interface Reading {
  environment: Environment
  production: boolean
  /** Reads the file a `NAME_FILE` variable points at. */
  readFile(path: string): string
}

export interface Setting<T> {
  variable: string
  isSecret: boolean
  /** What it is, unit, range and default: one sentence for the reference page. */
  text: string
  read(raw: string | undefined, reading: Reading): T
  /** A variable in production must be given, always or as other settings have it. */
  requiredInProduction?: boolean | ((reading: Reading) => boolean)
  /** Production does without it, but takes none of less than 32 bytes. */
  longInProduction?: boolean
  /** The secrets in one value that holds several. Default: the value is one. */
  secretsIn?(raw: string): readonly string[]
}

export class Mistake extends Error {
  override readonly name = 'Mistake'
}

/** Every mistake found in the configuration. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly mistakes: readonly string[]
  constructor(mistakes: readonly string[]) {
    super(
      `the configuration has ${mistakes.length} mistake${mistakes.length === 1 ? '' : 's'}:\n${mistakes.map((mistake) => `  - ${mistake}`).join('\n')}`,
    )
    this.mistakes = mistakes
  }
}

type Shape = Record<string, Setting<unknown>>
export type Values<S extends Shape> = { [Name in keyof S]: S[Name] extends Setting<infer T> ? T : never }

export interface SettingsSpec<S extends Shape = Shape> {
  part: string
  shape: S
  /** Mistakes that lie between two values; asked when each value alone is right. */
  betweenThem(values: Values<S>): string[]
}

export const defineSettings = <S extends Shape>(
  part: string,
  shape: S,
  betweenThem: (values: Values<S>) => string[] = () => [],
): SettingsSpec<S> => ({ part, shape, betweenThem })

/** The values of one part's settings. */
export type Settings = <S extends Shape>(spec: SettingsSpec<S>) => Values<S>

/**
 * Reads every part's settings.
 * @throws SettingsError with all mistakes of all parts
 */
export function readSettings(reading: Reading, specs: readonly SettingsSpec[]): Settings {
  const mistakes: string[] = []
  const values = new Map<string, Record<string, unknown>>()
  for (const spec of specs) values.set(spec.part, readSpec(reading, spec, mistakes))
  if (reading.production) mistakes.push(...secretMistakes(reading, specs))
  if (mistakes.length > 0) throw new SettingsError(mistakes)
  return ((spec: SettingsSpec) => {
    const found = values.get(spec.part)
    if (!found) throw new Error(`the settings of ${spec.part} were not read`)
    return found
  }) as Settings
}

function readSpec(
  reading: Reading,
  { shape, betweenThem }: SettingsSpec,
  mistakes: string[],
): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  const before = mistakes.length
  for (const [name, setting] of Object.entries(shape)) {
    try {
      read[name] = setting.read(rawValue(setting, reading), reading)
    } catch (error) {
      if (!(error instanceof Mistake)) throw error
      mistakes.push(`${setting.variable}: ${error.message}`)
    }
  }
  if (mistakes.length === before) mistakes.push(...betweenThem(read))
  return read
}

/** A secret's value may stand in a file named by `NAME_FILE`. */
export function rawValue(
  setting: Pick<Setting<unknown>, 'variable' | 'isSecret'>,
  { environment, readFile }: Reading,
): string | undefined {
  const direct = environment[setting.variable]
  const file = environment[`${setting.variable}_FILE`]
  if (file === undefined || file === '') return direct === '' ? undefined : direct
  if (direct) throw new Mistake(`both it and ${setting.variable}_FILE are set; keep one of them`)
  try {
    return readFile(file).trim()
  } catch (cause) {
    throw new Mistake(
      `the file in ${setting.variable}_FILE cannot be read (${(cause as { code?: string }).code ?? 'error'}); check its path and its owner`,
    )
  }
}

const exampleSecret =
  /change.?me|replace.?me|example|secret123|your[-_ ]|generate|<.*>|^test|^dev|devpass|^(.)\1+$/i

/** What production refuses of a secret: missing, shorter than 32 bytes, an example's value, the same as another's. */
function secretMistakes(reading: Reading, specs: readonly SettingsSpec[]): string[] {
  const mistakes: string[] = []
  const seen = new Map<string, string>()
  for (const setting of specs.flatMap((spec) => Object.values(spec.shape))) {
    if (!setting.isSecret) continue
    const raw = quietly(() => rawValue(setting, reading))
    if (raw === undefined) {
      if (isRequired(setting, reading))
        mistakes.push(
          `${setting.variable}: is missing and production needs it; make one with: openssl rand -base64 32`,
        )
      continue
    }
    for (const secret of secretsOf(setting, raw)) {
      const twin = seen.get(secret)
      if (twin)
        mistakes.push(`${setting.variable}: has the same value as ${twin}; every secret must be different`)
      seen.set(secret, setting.variable)
      const weakness = weaknessOf(secret, isRequired(setting, reading) || setting.longInProduction === true)
      if (weakness !== null)
        mistakes.push(`${setting.variable}: ${weakness}; make a new one with: openssl rand -base64 32`)
    }
  }
  return mistakes
}

/** A list that holds none is looked at as it stands. */
function secretsOf({ secretsIn }: Setting<unknown>, raw: string): readonly string[] {
  const secrets = secretsIn?.(raw) ?? []
  return secrets.length === 0 ? [raw] : secrets
}

function weaknessOf(secret: string, mustBeLong: boolean): string | null {
  if (exampleSecret.test(secret)) return "looks like an example's value"
  const bytes = Buffer.byteLength(secret)
  return mustBeLong && bytes < 32 ? `has ${bytes} bytes, production wants 32 or more` : null
}

const isRequired = ({ requiredInProduction: required }: Setting<unknown>, reading: Reading): boolean =>
  typeof required === 'function' ? required(reading) : (required ?? false)

function quietly<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined // the same mistake was told when the setting itself was read
  }
}

interface Builder<T> extends Setting<T> {
  default<D>(value: D): Builder<Exclude<T, undefined> | D>
}

function builder<T>(setting: Setting<T>): Builder<T> {
  return {
    ...setting,
    default: <D>(value: D) =>
      builder<Exclude<T, undefined> | D>({
        ...setting,
        read: (raw, reading) =>
          raw === undefined ? value : (setting.read(raw, reading) as Exclude<T, undefined>),
      }),
  }
}

export const text = (variable: string, about: string): Builder<string | undefined> =>
  builder({ variable, isSecret: false, text: about, read: (raw) => raw })

export const secret = (
  variable: string,
  about: string,
  options: Pick<Setting<string>, 'requiredInProduction' | 'longInProduction'> = {},
): Builder<string | undefined> =>
  builder({
    variable,
    isSecret: true,
    text: about,
    requiredInProduction: options.requiredInProduction ?? false,
    longInProduction: options.longInProduction ?? false,
    read: (raw) => raw,
  })

export const integer = (
  variable: string,
  about: string,
  range: { min: number; max: number },
): Builder<number | undefined> =>
  builder({
    variable,
    isSecret: false,
    text: about,
    read(raw) {
      if (raw === undefined) return undefined
      const value = Number(raw)
      if (!Number.isInteger(value) || value < range.min || value > range.max) {
        throw new Mistake(`found "${raw}", wants a whole number from ${range.min} to ${range.max}`)
      }
      return value
    },
  })

export const oneOf = <const Choice extends string>(
  variable: string,
  about: string,
  choices: readonly Choice[],
): Builder<Choice | undefined> =>
  builder({
    variable,
    isSecret: false,
    text: about,
    read(raw) {
      if (raw === undefined) return undefined
      if (!(choices as readonly string[]).includes(raw))
        throw new Mistake(`found "${raw}", wants one of: ${choices.join(', ')}`)
      return raw as Choice
    },
  })

/** An absolute http(s) address; https in production unless `loopbackInProduction`. */
export const address = (
  variable: string,
  about: string,
  options: { httpsInProduction: boolean } = { httpsInProduction: true },
): Builder<URL | undefined> =>
  builder({
    variable,
    isSecret: false,
    text: about,
    read(raw, { production }) {
      if (raw === undefined) return undefined
      if (!URL.canParse(raw))
        throw new Mistake(`found "${raw}", wants an absolute address such as https://keyhold.example.org`)
      const url = new URL(raw)
      if (url.protocol !== 'https:' && url.protocol !== 'http:')
        throw new Mistake(`found "${raw}", wants http or https`)
      if (url.username || url.password) throw new Mistake('an address may not hold a user name or a password')
      if (production && options.httpsInProduction && url.protocol !== 'https:')
        throw new Mistake(`found "${raw}", production wants https`)
      return url
    },
  })

/** Origins, comma-separated, that may lie on private addresses or go without https. */
export const origins = (variable: string, about: string): Setting<readonly string[]> => ({
  variable,
  isSecret: false,
  text: about,
  read(raw) {
    const given = (raw ?? '').split(',').flatMap((part) => part.trim() || [])
    const wrong = given.find((part) => !/^https?:\/\/[^/?#@\s]+$/.test(part) || !URL.canParse(part))
    if (wrong !== undefined)
      throw new Mistake(`holds ${wrong}; wants origins such as http://app:8080, without a path`)
    return given.map((part) => new URL(part).origin)
  },
})

/** A feature that can be switched, true or false; null where the environment says nothing, and the operator may. */
export function feature(variable: string, about: string): Setting<boolean | null> {
  const setting = oneOf(variable, about, ['true', 'false'] as const)
  return {
    ...setting,
    read(raw, reading) {
      const given = setting.read(raw, reading)
      return given === undefined ? null : given === 'true'
    },
  }
}

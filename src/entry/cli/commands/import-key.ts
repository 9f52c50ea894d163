import { readFileSync } from 'node:fs'
import type { Environment } from '../../../kit/settings.ts'
import { Trouble } from '../trouble.ts'

/** What of the old system's secrets is given here. */
export interface SourceKey<Name extends string = string> {
  /** Empty: the server's own. */
  values: Partial<Record<Name, string>>
  /** In words, for what is said about it. */
  from: string
}

/**
 * The secrets that the old system encrypted with: a file, which may be that system's own `.env`, else the variables of
 * our environment (or the files that NAME_FILE names), else the server's. Never a flag: those end up in histories and
 * process lists.
 * @param names as its `.env` has them; a file without any of them is the first one alone
 */
export function sourceKeyOf<Name extends string>(
  environment: Environment,
  file: string | undefined,
  names: readonly [Name, ...Name[]],
): SourceKey<Name> {
  if (file !== undefined) return { values: inFile(file, names), from: file }
  const given = names.flatMap((name): [Name, string][] => {
    const named = environment[`${name}_FILE`]
    const value = environment[name] || (named ? inFile(named, [name])[name] : undefined)
    return value ? [[name, value]] : []
  })
  return given.length > 0
    ? {
        values: Object.fromEntries(given) as Partial<Record<Name, string>>,
        from: given.map(([name]) => name).join(', '),
      }
    : { values: {}, from: `the server's own ${names[0]}` }
}

function inFile<Name extends string>(
  path: string,
  names: readonly [Name, ...Name[]],
): Partial<Record<Name, string>> {
  const text = readFileSync(path, 'utf8')
  const named = names.flatMap((name): [Name, string][] => {
    const value = fromSettings(text, name)
    return value ? [[name, value]] : []
  })
  if (named.length > 0) return Object.fromEntries(named) as Partial<Record<Name, string>>
  const alone = text.replace(/\r?\n$/, '')
  if (alone !== '' && !/[\r\n]/.test(alone) && !names.some((name) => alone.startsWith(`${name}=`)))
    return { [names[0]]: alone } as Partial<Record<Name, string>>
  throw new Trouble(`There is no key in ${path}.`, {
    hint: `Put the key alone into the file, or give a .env file with a line ${names[0]}=...`,
  })
}

/** As Docker Compose reads a `.env`: the last line counts, quotes are no part of it, a comment stands behind a blank. */
function fromSettings(text: string, name: string): string | undefined {
  const value = [...text.matchAll(new RegExp(`^(?:export\\s+)?${name}=(.*)$`, 'gm'))].at(-1)?.[1]
  if (value === undefined) return undefined
  const quoted = /^\s*(["'])(.*?)\1/.exec(value)
  return quoted ? quoted[2]! : value.replace(/(^|\s)#.*$/, '').trim()
}

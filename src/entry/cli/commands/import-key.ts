import { readFileSync } from 'node:fs'
import type { Environment } from '../../../kit/settings.ts'
import { Trouble } from '../trouble.ts'

export interface SourceKey {
  /** Undefined: the server's own ENCRYPTION_KEY. */
  key: string | undefined
  /** In words, for what is said about it. */
  from: string
}

/**
 * The key that the old system encrypted with: a file, which may be that system's own `.env`, else ENCRYPTION_KEY or
 * ENCRYPTION_KEY_FILE of our environment, else the server's. Never a flag: those end up in histories and process lists.
 */
export function sourceKeyOf(environment: Environment, file: string | undefined): SourceKey {
  if (file !== undefined) return { key: keyIn(file), from: file }
  if (environment.ENCRYPTION_KEY) return { key: environment.ENCRYPTION_KEY, from: 'ENCRYPTION_KEY' }
  const named = environment.ENCRYPTION_KEY_FILE
  if (named) return { key: keyIn(named), from: named }
  return { key: undefined, from: "the server's own ENCRYPTION_KEY" }
}

function keyIn(path: string): string {
  const text = readFileSync(path, 'utf8')
  const key = fromSettings(text) ?? text.replace(/\r?\n$/, '')
  if (key !== '' && !/[\r\n]/.test(key)) return key
  throw new Trouble(`There is no key in ${path}.`, {
    hint: 'Put the key alone into the file, or give a .env file with a line ENCRYPTION_KEY=...',
  })
}

/** As Docker Compose reads a `.env`: the last line counts, quotes are no part of it, a comment stands behind a blank. */
function fromSettings(text: string): string | undefined {
  const value = [...text.matchAll(/^(?:export\s+)?ENCRYPTION_KEY=(.*)$/gm)].at(-1)?.[1]
  if (value === undefined) return undefined
  const quoted = /^\s*(["'])(.*?)\1/.exec(value)
  return quoted ? quoted[2]! : value.replace(/(^|\s)#.*$/, '').trim()
}

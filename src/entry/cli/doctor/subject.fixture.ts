import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Subject, subjectOf } from './subject.ts'

export const masterKey = Buffer.alloc(32, 7)

/** A home as a first start leaves it, below `folder`. */
export function aHome(folder: string, name: string): string {
  const home = join(folder, name)
  mkdirSync(home, { mode: 0o711 })
  chmodSync(home, 0o711)
  for (const [file, text] of [
    ['master.key', masterKey.toString('base64')],
    ['operator.key', 'kho_secret'],
  ] as const) {
    writeFileSync(join(home, file), `${text}\n`, { mode: 0o600 })
  }
  return home
}

export const aSubject = (environment: Record<string, string>, production = false): Subject =>
  subjectOf(environment, production).subject

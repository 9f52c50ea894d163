import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** This program: its name and version. */
export const program = { name: 'keyhold', version: manifest.version } as const

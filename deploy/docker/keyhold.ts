#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { withDatabasePasswords } from './database-passwords.ts'

/** The image's `keyhold`: the same program, with the passwords of the database read from files. */
try {
  Object.assign(
    process.env,
    withDatabasePasswords(process.env, (path) => readFileSync(path, 'utf8')),
  )
} catch (error) {
  process.stderr.write(`Error: ${(error as Error).message}\n`)
  process.exit(1)
}
await import('../../src/entry/cli/main.ts')

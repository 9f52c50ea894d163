#!/usr/bin/env node
import { nodeTrouble } from './node-version.ts'

// Everything else is imported after the check: an older Node would fail on it in words nobody understands.
const trouble = nodeTrouble(process.versions.node)
if (trouble === null) {
  const { enableCompileCache } = await import('node:module')
  enableCompileCache()
  const { runCli } = await import('./run.ts')
  process.exitCode = await runCli(process.argv.slice(2), process)
} else {
  process.stderr.write(`${trouble}\n`)
  process.exitCode = 1
}

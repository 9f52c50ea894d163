import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const secret = 'secret-words-of-an-error'

/** A program that ends by an error which nobody catches. */
const program = `
  const { endWithoutSecrets } = await import(${JSON.stringify(new URL('crash.ts', import.meta.url).href)})
  const { pinoLog } = await import(${JSON.stringify(new URL('log.ts', import.meta.url).href)})
  endWithoutSecrets(pinoLog('error'))
  Promise.reject(Object.assign(new TypeError(process.env.SECRET), { value: process.env.SECRET }))`

test('an error that nobody caught ends the process, told by its class, and its report holds no secret', (t) => {
  const reports = mkdtempSync(join(tmpdir(), 'keyhold-crash-'))
  t.after(() => rmSync(reports, { recursive: true }))
  const options = ['--report-uncaught-exception', `--report-directory=${reports}`]

  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...options, '--input-type=module', '--eval', program],
    { env: { SECRET: secret }, encoding: 'utf8' },
  )

  const [report] = readdirSync(reports).map((name) => readFileSync(join(reports, name), 'utf8'))
  assert.equal(status, 1, stderr)
  assert.match(stderr, /"type":"TypeError".*nobody caught an error/)
  assert.match(report ?? '', /"javascriptStack"/)
  assert.doesNotMatch(stdout + stderr + report, new RegExp(secret))
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'

const main = new URL('main.ts', import.meta.url).pathname

const run = (...options: string[]) =>
  spawn(process.execPath, [main, ...options], { stdio: ['ignore', 'pipe', 'pipe'] })

test('run alone it prints its address, serves, and ends on SIGTERM', async () => {
  const child = run('--port', '0', '--rotation', 'grace', '--client', '7:secret')
  const ended = once(child, 'exit')
  const [printed] = (await once(child.stdout, 'data')) as [Buffer]
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed.toString())?.[0] ?? ''

  const settings = (await (await fetch(`${url}/_control/settings`)).json()) as { rotation: string }
  child.kill('SIGTERM')

  assert.equal(settings.rotation, 'grace')
  assert.deepEqual(await ended, [0, null])
})

test('a wrong option is named', async () => {
  const child = run('--rotation', 'odd')
  const ended = once(child, 'exit')
  const [printed] = (await once(child.stderr, 'data')) as [Buffer]

  assert.match(printed.toString(), /--rotation odd: wanted strict, grace, reuse, static/)
  assert.deepEqual(await ended, [1, null])
})

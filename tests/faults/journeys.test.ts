import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { type RunningServer, startServer } from '../support/server.ts'
import { counted } from './support/counts.ts'
import { until } from './support/until.ts'

const folder = mkdtempSync(join(tmpdir(), 'keyhold-journeys-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const key = 'a-key-of-the-ci-0123456789-0123456789'

const startIn = (home: string, environment: Record<string, string> = {}): Promise<RunningServer> =>
  startServer({
    KEYHOLD_HOME: home,
    INTERNAL_API_KEY: key,
    EMAIL_ENABLED: 'true',
    NODE_ENV: 'test',
    ...environment,
  })

const ask = async ({ url }: RunningServer, method: string, path: string, authorization: string) => {
  const response = await fetch(url + path, { method, headers: { authorization: `Bearer ${authorization}` } })
  return (await response.json()) as Record<string, unknown>
}

const points = ['journey.claimed', 'journey.announced', 'journey.mail', 'journey.ran']

test('killed in the middle of a journey, a process leaves nobody behind after the next start', async (t) => {
  for (const point of counted({ full: points, sample: ['journey.mail'] })) {
    const home = join(folder, point)
    const first = await startIn(home, { KEYHOLD_FAILPOINT: `${point}:kill` })
    const gone = once(first.child, 'exit')
    await assert.rejects(ask(first, 'POST', '/internal/journey/run', key), TypeError)
    await gone

    const second = await startIn(home)
    t.after(() => second.stop())
    const operator = readFileSync(join(home, 'operator.key'), 'utf8').trim()
    const run = await until(`the end of the run killed at ${point}`, async () => {
      const { runs } = (await ask(second, 'GET', '/internal/journey/runs', key)) as {
        runs: Record<string, unknown>[]
      }
      return runs.find(({ state }) => state === 'ended')
    })
    // Whoever had signed up is erased with the run's end, or by the next sweep.
    await until(`nobody is left after ${point}`, async () => {
      const { people } = (await ask(second, 'GET', '/api/people?limit=1', operator)) as { people: unknown[] }
      return people.length === 0
    })

    assert.equal(run.outcome, 'could_not_run', point)
    const again = (await ask(second, 'POST', '/internal/journey/run', key)) as { journey: { status: string } }
    assert.equal(again.journey.status, 'passed', JSON.stringify(again))
    await second.stop()
  }
})

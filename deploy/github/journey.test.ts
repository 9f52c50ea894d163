// in a process of its own: it starts a server
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openStage, type Stage } from './job.fixture.ts'
import { needsPrograms } from './runner.fixture.ts'

let stage: Stage
before(async () => {
  stage = await openStage()
  await stage.keepJourney('good', 200)
  await stage.keepJourney('bad', 418)
})
after(() => stage.close())

describe('the check of a journey', needsPrograms, () => {
  test('J9: passes where it passed, and is linked to the commit', async () => {
    const used = await stage.use({ journey: 'good' })

    const { runs } = await stage.ask<{ runs: { name: string; commit: string; outcome: string }[] }>(
      '/internal/journey/runs?repository=acme/app',
    )
    assert.deepEqual([used.exitCode, used.outputs.journey], [0, 'passed'], used.log)
    assert.deepEqual(
      runs.map(({ name, commit, outcome }) => [name, commit, outcome]),
      [['good', 'd'.repeat(40), 'passed']],
    )
  })

  test('J9: fails where one of several failed, and says at which step', async () => {
    const used = await stage.use({ journey: 'good, bad' })

    assert.deepEqual([used.exitCode, used.outputs.journey], [1, 'failed'])
    assert.match(used.log, /::error title=Keyhold::journey: good passed; bad failed at alive: /)
  })

  test('J9: runs scenarios of Keyhold, and leaves nobody behind', async () => {
    const used = await stage.use({ journey: 'scenarios: register, login, logout' })

    const people = (await (await stage.server.asOperator('GET', '/api/people')).json()) as {
      people: unknown[]
    }
    assert.deepEqual([used.exitCode, people.people], [0, []], used.log)
  })

  for (const [what, inputs, outcome] of [
    ['a journey that is not there', { journey: 'nowhere' }, 'refused'],
    ['a scenario that is not there', { journey: 'scenarios:fly' }, 'refused'],
    ['a wrong key', { journey: 'good', key: 'kh_wrong' }, 'refused'],
    ['no server', { journey: 'good', url: 'http://127.0.0.1:1' }, 'unreachable'],
  ] as const)
    test(`J9: lets nothing pass with ${what}`, async () => {
      const used = await stage.use(inputs)

      assert.deepEqual([used.exitCode, used.outputs.journey], [1, outcome])
    })

  test('J9: waits for its turn where another run of the journey is under way', async () => {
    const request = { url: '{{own}}/livez' }
    const teapot = { name: 'alive', request, expect: [{ status: 418 }], until: { timeoutSeconds: 4 } }
    const slow = { targets: ['own'], steps: [teapot] }
    await stage.server.asOperator('PUT', '/internal/journey/journeys/slow', slow)
    const other = await stage.server.asOperator('POST', '/internal/journey/run?wait=0', { journey: 'slow' })

    const used = await stage.use({ journey: 'slow' })

    assert.deepEqual([other.status, used.outputs.journey], [202, 'failed'], used.log)
    assert.match(used.log, /journey: slow failed at alive/)
  })

  test('J9: lets nothing pass that did not end in time', async () => {
    const used = await stage.use({ journey: 'good', 'journey-seconds': '0' })

    assert.deepEqual([used.exitCode, used.outputs.journey], [1, 'could-not-run'])
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answering, aStage } from '../run/run.fixture.ts'

test('J1: whoever counts a list is told that it is one value, and how its members are counted', async (t) => {
  const { run } = await aStage(t, answering({ 'GET /': () => ({ items: [1, 2, 3] }) }))
  const count = (path: string) =>
    run(
      `targets: [own]\nsteps: [{ name: a, request: { url: "{{own}}/" }, expect: [{ jsonPath: "${path}", count: 3 }] }]`,
    )

  const [list, members] = [await count('$.items'), await count('$.items[*]')]

  assert.equal(members.outcome, 'passed')
  assert.equal(
    list.attempts[0]!.stages[0]!.error?.message,
    '$.items is [1,2,3], wants count 3; a list is one, and $.items[*] leads to its members',
  )
})

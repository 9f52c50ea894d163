import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { after } from '../../../../kit/duration.ts'
import { JobLost } from '../../../../kit/isolate.ts'
import { look } from './look.ts'

const zeros = `[${'0,'.repeat(400_000)}0]`
const nested = (levels: number, text: string) => '['.repeat(levels) + text + ']'.repeat(levels)

/** How often this process looked up from its work meanwhile. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0
  let isOver = false
  const turn = () => {
    turns += 1
    if (!isOver) after(1, turn)
  }
  turn()
  await work.finally(() => (isOver = true))
  return turns
}

describe('a short expression over a long answer', () => {
  for (const [what, text, asked] of [
    ['a schema', zeros, { schema: { items: { allOf: Array.from({ length: 100 }, () => ({})) } } }],
    ['a filter at every level', nested(190, zeros), { path: '$..[?@==1]', wanted: { count: 0 } }],
    [
      'selectors side by side, for which there is no memory',
      nested(190, zeros.slice(0, 200_000).replace(/,?$/, ',0]')),
      { path: '$..[*,*,*,*,*,*,*,*]', wanted: { count: 3 } },
    ],
  ] as const)
    test(`J4: is given up, and holds up nobody: ${what}`, async () => {
      const looking = look({ text, looks: [asked] })
      const lost = assert.rejects(looking, JobLost)

      const turns = await turnsDuring(lost)

      assert.ok(turns > 20, String(turns))
    })
})

test('J1: what is seen in a long answer is what is seen in a short one', async () => {
  const looks = [
    { path: '$.orders[0].id', wanted: { equals: 'o-2' } },
    { schema: { properties: { state: { type: 'number' } } } },
    { path: '$.none', wanted: {} },
    { path: '$.text', wanted: {} },
  ]
  const answer = { state: 'open', orders: [{ id: 'o-1' }], text: 'é' }
  const short = JSON.stringify(answer)

  const [first, second] = [
    await look({ text: short, looks }),
    await look({ text: short + ' '.repeat(10_000), looks }),
  ]

  assert.deepEqual(first, second)
  assert.deepEqual(first, {
    sights: [
      {
        missed: 'equals',
        seen: [{ value: 'o-1', isCut: false, members: ['orders', 'id'] }],
        objection: null,
      },
      {
        missed: null,
        seen: [],
        objection: '/state: Instance type "string" is invalid. Expected "number".',
      },
      { missed: null, seen: [], objection: null },
      { missed: null, seen: [{ value: 'é', isCut: false, members: ['text'] }], objection: null },
    ],
  })
})

for (const [what, text, problem] of [
  ['text', 'Bad gateway', 'the answer is no JSON'],
  ['JSON of 201 levels', nested(202, ''), 'the answer is JSON of more than 200 levels'],
  ['JSON of 400,000 levels', nested(400_000, ''), 'the answer is JSON of more than 200 levels'],
] as const)
  test(`J1: ${what} is nothing to look into, and says so`, async () => {
    const seen = await look({ text, looks: [{ path: '$.a', wanted: {} }] })

    assert.deepEqual(seen, { problem })
  })

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { ruleNamed, rules } from './book.ts'
import { actionFor, bounds, isStolen } from './ladder.ts'
import { Recent } from './recent.ts'
import { fadesTo, type Points, scoreOf, withFound } from './score.ts'
import { networkOf } from '../../../../kit/http-peer.ts'
import { programOf, type Seen } from './seen.ts'
import { Trail } from './trail.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const start = Date.parse('2026-01-05T08:00:00Z')

const request = (at: number, more: Partial<Seen> = {}): Seen => ({
  at: start + at,
  status: 200,
  endpoint: '/api/providers',
  sought: null,
  network: '203.0.113.0/24',
  agent: 'node',
  isRefresh: false,
  connectionId: null,
  isHoney: false,
  ...more,
})

/** Plays requests to a trail of its own. @returns what was found, with its inputs */
function foundIn(count: number, each: (index: number) => Seen, kind: Trail['kind'] = 'key') {
  const trail = new Trail(kind)
  const findings = Array.from({ length: count }, (_, index) => trail.see(each(index))).flat()
  return { trail, findings, names: findings.map(({ rule }) => rule.name) }
}

const miss = (index: number): Partial<Seen> => ({ status: 404, sought: index })
// No rule about pace finds anything in these.
const uneven = (index: number): number => index * 7 * second + (index % 3) * 2 * second

describe('source 000’s rule', () => {
  test('finds more than ten requests whose newest are less than 100 ms apart, and says by what', () => {
    const { findings } = foundIn(11, (index) => request(index * 20))

    assert.deepEqual(
      findings.map(({ rule, found }) => [rule.name, found.inputs]),
      [['bot-like', { pattern: 'bot-like', avgInterval: 20, endpoint: '/api/providers', requestCount: 11 }]],
    )
  })

  test('finds nothing in ten of them, and nothing in eleven that are 100 ms apart', () => {
    assert.deepEqual(foundIn(10, (index) => request(index * 20)).names, [])
    assert.deepEqual(foundIn(11, (index) => request(index * 100)).names, [])
  })

  test('looks at the newest 20 of the hour alone', () => {
    const slowThenQuick = foundIn(40, (index) =>
      request(index < 20 ? index * minute : 20 * minute + index * 50),
    )
    const agesApart = foundIn(12, (index) => request(index < 11 ? index * 20 : 2 * hour))

    assert.ok(slowThenQuick.names.includes('bot-like'))
    assert.deepEqual(agesApart.trail.window.newest().count, 1)
  })
})

describe('a regular pace', () => {
  test('is a hundred intervals that vary by less than a twentieth', () => {
    const even = foundIn(101, (index) => request(index * 10 * second))
    const jittery = foundIn(101, (index) => request(index * 10 * second + (index % 2) * 2 * second))

    assert.deepEqual(even.names, ['regular-pace'])
    assert.deepEqual(jittery.names, [])
  })

  test('is not found in ninety-nine', () => {
    assert.deepEqual(foundIn(100, (index) => request(index * 10 * second)).names, [])
  })
})

test('a rate is odd that is over ten times the usual one, once that is known', () => {
  const calm = (index: number) => request(index * 10 * second + (index % 3) * 3 * second)
  const { trail } = foundIn(16 * 6, calm)

  const burst = Array.from({ length: 130 }, (_, index) =>
    trail.see(request(17 * minute + index * 150 + (index % 2) * 100)),
  ).flat()
  const fromNothing = foundIn(300, (index) => request(index * 150 + (index % 2) * 100))

  assert.deepEqual(
    burst.map(({ rule, found }) => [rule.name, found.inputs]),
    [['rate-above-usual', { requestsInMinute: 121, usualPerMinute: 6 }]],
  )
  assert.deepEqual(fromNothing.names, [])
})

describe('being refused', () => {
  test('is odd of over 90 % of 20 requests', () => {
    const all = foundIn(20, (index) => request(uneven(index), { status: 403 }))
    const nine = foundIn(20, (index) => request(uneven(index), { status: index < 18 ? 403 : 200 }))

    assert.deepEqual(all.findings[0]?.found.inputs, { requests: 20, refusedPercent: 100 })
    assert.deepEqual(nine.names, [])
  })

  test('does not mean 409, 423 and 429, which tell an honest program to come back', () => {
    const statuses = [409, 423, 429]

    const { names } = foundIn(200, (index) => request(uneven(index), { status: statuses[index % 3]! }))

    assert.deepEqual(names, [])
  })

  test('is found again only in further requests', () => {
    const { names } = foundIn(39, (index) => request(uneven(index), { status: 403 }))

    assert.deepEqual(names, ['mostly-refused'])
  })
})

describe('enumeration', () => {
  const among = (index: number, of: number) => request(uneven(index) / 5, index % of === 0 ? miss(index) : {})

  test('is thirty different things within five minutes that are not there', () => {
    const { findings } = foundIn(60, (index) => among(index, 2))

    assert.deepEqual(findings.at(-1)?.found, { inputs: { missing: 30, missedPercent: 51 } })
  })

  test('is not the same thing thirty times, and not thirty in an hour', () => {
    const same = foundIn(100, (index) => request(uneven(index), index % 2 ? miss(1) : {}))
    const slow = foundIn(100, (index) => request(uneven(index) * 9, index % 2 ? miss(index) : {}))

    assert.deepEqual([same.names, slow.names], [[], []])
  })

  test('weighs little where most requests find what they ask for', () => {
    const { findings } = foundIn(180, (index) => among(index, 6))
    const [{ found }] = findings as [(typeof findings)[number]]

    assert.deepEqual([found.weight, found.atMost], [10, 20])
  })
})

describe('of a key', () => {
  test('five networks within ten minutes are many, four are not, and five in an hour are not', () => {
    const from = (count: number, apart: number) =>
      foundIn(count, (index) => request(index * apart, { network: `198.51.${index}.0/24` })).names

    assert.deepEqual([from(5, minute), from(4, minute), from(5, 12 * minute)], [['many-networks'], [], []])
  })

  test('another program is odd once its own ones are known; a new version of one is no other', () => {
    const usual = (index: number) => request(uneven(index) * 10, { agent: 'curl/8.5.0' })
    const then = (agent: string) =>
      foundIn(61, (index) => (index < 60 ? usual(index) : request(2 * hour, { agent }))).names

    assert.deepEqual([then('curl/8.6.0'), then('python-requests/2.32')], [[], ['other-program']])
  })

  test('a rest of 90 days is odd, however the news and the first request come', () => {
    const [before, after] = [new Trail('key'), new Trail('key')]

    before.wake(90)
    const toldBefore = before.see(request(0))
    after.see(request(0))
    const toldAfter = after.wake(90.9)
    const short = new Trail('key')
    short.see(request(0))

    assert.deepEqual([toldBefore[0]?.rule.name, toldAfter[0]?.found.inputs], ['woken', { restedDays: 90 }])
    assert.deepEqual(short.wake(89.9), [])
  })

  test('these say nothing of a network', () => {
    const { names } = foundIn(5, (index) => request(index, { network: `198.51.${index}.0/24` }), 'network')

    assert.deepEqual(names, [])
  })
})

test('a refresh storm is one token over 20 times in an hour, not many tokens', () => {
  const refresh = (index: number, sought: number) => request(uneven(index), { isRefresh: true, sought })

  const one = foundIn(21, (index) => refresh(index, 7))
  const many = foundIn(200, (index) => refresh(index, index % 30))

  assert.deepEqual([one.findings[0]?.found.inputs, many.names], [{ refreshesInHour: 21 }, []])
})

describe('the score', () => {
  test('halves every 15 minutes, and no rule outgrows its bound', () => {
    const rule = ruleNamed('enumeration')!
    let points: Points = {}
    for (let times = 0; times < 5; times++) points = withFound(points, rule, { inputs: {} }, start)

    assert.equal(scoreOf(points, start), rule.atMost)
    assert.equal(scoreOf(points, start + 15 * minute), rule.atMost / 2)
  })

  test('a milder finding of the same rule takes nothing away', () => {
    const rule = ruleNamed('enumeration')!
    const strong = withFound(withFound({}, rule, { inputs: {} }, start), rule, { inputs: {} }, start)

    const points = withFound(strong, rule, { inputs: {}, weight: 10, atMost: 20 }, start)

    assert.equal(scoreOf(points, start), 60)
  })

  test('has faded to a bound at just the moment that is told', () => {
    const faded = fc.property(
      fc.dictionary(
        fc.constantFrom('a', 'b', 'c'),
        fc.record({
          points: fc.integer({ min: 1, max: 100 }),
          at: fc.integer({ min: start - hour, max: start }),
        }),
      ),
      fc.integer({ min: 1, max: 100 }),
      (points, bound) => {
        const score = scoreOf(points, start)
        const at = fadesTo(score, bound, start)

        assert.ok(Math.abs(scoreOf(points, at) - Math.min(score, bound)) < 1e-6)
      },
    )

    fc.assert(faded, { numRuns: 200 })
  })
})

describe('the ladder', () => {
  const most = (...names: string[]) => names.reduce((sum, name) => sum + ruleNamed(name)!.atMost, 0)
  const pace = ['rate-above-usual', 'regular-pace', 'bot-like'] as const

  test('regularity does nothing, alone or with source 000’s rule, nor does all that a busy fleet does', () => {
    for (const mode of ['certain', 'act'] as const) {
      assert.equal(actionFor(mode, 'key', most('regular-pace'), false), 'annotate')
      assert.equal(actionFor(mode, 'key', most('regular-pace', 'bot-like'), false), 'annotate')
      assert.equal(actionFor(mode, 'key', most(...pace, 'many-networks', 'other-program'), false), 'annotate')
    }
  })

  test('without guessing, a storm or a honey path no key is suspended', () => {
    const harmless = rules.filter(
      ({ name }) => !['enumeration', 'refresh-storm', 'honey-path'].includes(name),
    )

    const score = most(...harmless.map(({ name }) => name))

    assert.ok(score < bounds.suspend, `${score}`)
  })

  test('each step has its score, and what is certain needs none', () => {
    const steps = [49.9, 50, 70, 100].map((score) => actionFor('act', 'key', score, false))

    assert.deepEqual(steps, ['annotate', 'slow', 'refuse', 'suspend'])
    assert.equal(actionFor('act', 'key', 0, true), 'suspend')
    assert.deepEqual(
      [false, true].map((isCertain) => actionFor('certain', 'key', 500, isCertain)),
      ['annotate', 'suspend'],
    )
    assert.equal(actionFor('observe', 'key', 500, true), 'annotate')
  })

  test('by default a score suspends a key that had rested alone, from 130 on', () => {
    const points = (enumeration: number, woken?: number): Points => ({
      enumeration: { points: enumeration, at: start },
      ...(woken !== undefined && { woken: { points: woken, at: start } }),
    })

    const stolen = [points(500), points(109.9, 20), points(110, 20)].map((each) => isStolen(each, start))

    assert.deepEqual(stolen, [false, false, true])
  })

  test('by default nobody’s users can stop its key by having the app ask for people who are not there', () => {
    // A burst behind a quiet hour, through a fleet in six networks.
    const asked = Array.from({ length: 600 }, (_, index) =>
      index < 200
        ? request(index * 20 * second)
        : request(4000 * second + index * 80 + (index % 5) * 15, {
            ...miss(index),
            network: `198.51.${Math.floor(index / 20) % 6}.0/24`,
          }),
    )
    for (const kind of ['key', 'internal'] as const) {
      const trail = new Trail(kind)

      const done = asked.map((each) => [trail.see(each), trail.stand('certain', false, each.at)].at(-1))

      assert.ok(scoreOf(trail.points, asked.at(-1)!.at) >= bounds.surely, JSON.stringify(trail.points))
      assert.deepEqual([...new Set(done)], ['annotate'])
    }
  })

  test('what cannot be suspended is refused, and the house’s own networks are not even that', () => {
    const kinds = ['internal', 'network', 'own network'] as const

    assert.deepEqual(
      kinds.map((kind) => actionFor('act', kind, 200, true)),
      ['refuse', 'refuse', 'annotate'],
    )
    assert.deepEqual(
      kinds.map((kind) => actionFor('certain', kind, 200, true)),
      ['refuse', 'annotate', 'annotate'],
    )
  })
})

test('every rule says what it found in words, and weighs something', () => {
  for (const rule of rules) {
    assert.ok(rule.weight > 0 && rule.weight <= rule.atMost, rule.name)
    assert.match(rule.text, /^[A-Z].*\.$/, rule.name)
  }
  const names = rules.map(({ name }) => name)
  assert.equal(new Set(names).size, names.length)
})

test('of what a request says of its program no word is kept, however long it is', () => {
  const agentOf = (index: number): string =>
    Buffer.from(`program-number-${index} ${'x'.repeat(10_000)}`).toString('latin1')
  const used = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = used()

  const trails = Array.from({ length: 500 }, (_, trail) =>
    [0, 1, 2, 3].reduce((kept, index) => {
      kept.see(request(index * 2 * second, { agent: agentOf(trail * 4 + index) }))
      return kept
    }, new Trail('network')),
  )

  const grown = used() - before
  assert.ok(grown < 10_000_000, `${trails.length} trails: ${grown}`)
})

test('a network is the /24 of an address, or its /48', () => {
  assert.deepEqual(['203.0.113.77', '2001:db8:7:1234::1', '2001:db8::1'].map(networkOf), [
    '203.0.113.0/24',
    '2001:db8:7::/48',
    '2001:db8:0::/48',
  ])
})

test('a program is its name', () => {
  assert.deepEqual(['curl/8.5.0', 'Mozilla/5.0 (X11)', ' ', undefined].map(programOf), [
    'curl',
    'Mozilla',
    'unnamed',
    'unnamed',
  ])
})

test('what was seen is remembered for its time, up to a number, and longer when it is seen again', () => {
  const recent = new Recent<number>({ seconds: 10, most: 3 })
  for (const thing of [1, 2, 3, 4]) recent.add(thing, 0)
  const full = recent.size
  recent.add(1, 9000)
  recent.add(5, 11_000)

  assert.deepEqual([full, recent.size], [3, 2])
})

import type { Seen } from '../rules/seen.ts'
import type { Trace } from './replay.ts'

const second = 1000
const minute = 60 * second
const start = Date.parse('2026-01-05T08:00:00Z')

const request = (at: number, more: Partial<Seen> = {}): Seen => ({
  at: start + at,
  status: 200,
  endpoint: '/api/connections/:id/token',
  sought: null,
  network: '203.0.113.0/24',
  agent: 'node',
  isRefresh: false,
  connectionId: null,
  isHoney: false,
  ...more,
})

/** The same chances in every run (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

type At = (index: number) => number
const many = (count: number, at: At, more: (index: number) => Partial<Seen> = () => ({})): Seen[] =>
  Array.from({ length: count }, (_, index) => request(at(index), more(index)))

/** Requests by chance, so many a minute on the average. */
function random(
  seed: number,
  count: number,
  perMinute: number,
  from = 0,
  more?: (index: number) => Partial<Seen>,
) {
  const chance = chanceOf(seed)
  let at = from
  const moments = Array.from({ length: count }, () => (at += (-Math.log(1 - chance()) * minute) / perMinute))
  return many(count, (index) => moments[index]!, more)
}

const missing = (index: number): Partial<Seen> => ({ status: 404, sought: index })
const mixed = (...parts: Seen[][]): Seen[] => parts.flat().toSorted((one, other) => one.at - other.at)
const network = (index: number): string => `198.51.${index}.0/24`

const honest = (name: string, seen: Seen[], more: Partial<Trace> = {}): Trace => ({
  name,
  isAttack: false,
  kind: 'key',
  seen,
  ...more,
})
const attack = (name: string, seen: Seen[], more: Partial<Trace> = {}): Trace => ({
  ...honest(name, seen, more),
  isAttack: true,
})

/** What programs and people do that are in order. */
const honestTraces: readonly Trace[] = [
  honest(
    'a dashboard makes eleven quick calls',
    many(11, (index) => index * 20),
  ),
  honest(
    'a dashboard does so every minute for hours',
    many(11 * 240, (index) => Math.floor(index / 11) * minute + (index % 11) * 30),
  ),
  honest(
    'a poller asks every ten seconds, to the millisecond',
    many(5000, (index) => index * 10 * second),
  ),
  honest('an app’s server reads 40 tokens a second', random(1, 6000, 2400)),
  honest(
    'a nightly batch wakes among rare calls',
    mixed(
      random(2, 300, 5),
      many(5000, (index) => 50 * minute + index * 40),
    ),
  ),
  honest(
    'a fleet of functions in twelve networks',
    random(3, 3000, 120, 0, (index) => ({ network: network(index % 12) })),
  ),
  honest(
    'a new release of that fleet starts with a burst',
    mixed(
      random(4, 1500, 25, 0, (index) => ({ network: network(index % 12) })),
      many(
        2000,
        (index) => 61 * minute + index * 15,
        (index) => ({ network: network(index % 12), agent: 'undici/7' }),
      ),
    ),
  ),
  honest(
    'an app has lost track of one connection in twenty',
    random(5, 4000, 600, 0, (index) => (index % 20 === 0 ? missing(index) : {})),
  ),
  honest(
    'an app checks 25 deleted connections',
    many(25, (index) => index * 200, missing),
  ),
  honest(
    'an app that went back to an old backup asks for 400 connections that are gone',
    many(400, (index) => index * 300, missing),
  ),
  honest(
    'an app is told 409 for a connection that needs its owner',
    many(
      2000,
      (index) => index * 30 * second,
      () => ({ status: 409 }),
    ),
  ),
  honest(
    'a client runs into its limit again and again',
    many(
      3000,
      (index) => index * 500,
      (index) => (index % 10 ? { status: 429 } : {}),
    ),
  ),
  honest(
    'a release sends a wrong form for ten minutes',
    random(6, 1000, 100, 0, () => ({ status: 400 })),
  ),
  honest(
    'a developer tries things out',
    random(7, 60, 3, 0, (index) => ({ status: [200, 404, 400, 200][index % 4]!, sought: index % 6 })),
  ),
  honest(
    'a yearly job wakes its key',
    many(400, (index) => index * 100),
    { restedDays: 365 },
  ),
  honest(
    'a laptop goes through three networks',
    random(8, 200, 10, 0, (index) => ({ network: network(Math.floor(index / 70)) })),
  ),
  honest(
    'tokens of 500 users are refreshed by force, each twice',
    many(
      1000,
      (index) => index * second,
      (index) => ({ isRefresh: true, sought: index % 500 }),
    ),
  ),
  honest(
    'strangers read the documentation',
    random(9, 300, 10, 0, (index) => ({
      endpoint: '/docs',
      status: index % 15 ? 200 : 404,
      sought: index % 4,
    })),
    { kind: 'network' },
  ),
  honest(
    'a provider posts its events',
    random(10, 5000, 300, 0, () => ({ endpoint: '/webhooks/:provider/:secret' })),
    { kind: 'network' },
  ),
]

/** What a key or a network does that is in other hands. */
const attacks: readonly Trace[] = [
  attack(
    'a stolen key guesses the ids of connections',
    many(400, (index) => index * 300, missing),
  ),
  attack(
    'it guesses slowly, one in five seconds',
    many(600, (index) => index * 5 * second, missing),
  ),
  attack(
    'it guesses among as many good requests',
    many(
      800,
      (index) => index * 250,
      (index) => (index % 2 ? missing(index) : {}),
    ),
  ),
  attack(
    'it guesses among ten times as many good requests',
    many(
      4000,
      (index) => index * 50,
      (index) => (index % 11 ? {} : missing(index)),
    ),
  ),
  attack(
    'a key that rested for a year guesses from six networks',
    many(
      300,
      (index) => index * 400,
      (index) => ({ ...missing(index), network: network(index % 6) }),
    ),
    { restedDays: 365 },
  ),
  attack(
    'a stolen key tries what it may do, and is refused',
    many(
      300,
      (index) => index * second,
      () => ({ status: 403 }),
    ),
  ),
  attack(
    'it does so beside the owner’s own traffic',
    mixed(
      random(11, 300, 60),
      many(
        300,
        (index) => index * second,
        () => ({ status: 403, network: '192.0.2.0/24', agent: 'python-requests/2' }),
      ),
    ),
  ),
  attack('a key asks for another program’s secrets', [
    ...random(12, 50, 30),
    request(3 * minute, { status: 404, isHoney: true, endpoint: 'none' }),
    ...many(20, (index) => 4 * minute + index * second),
  ]),
  attack(
    'it burns a token by refreshing it again and again, and guesses others',
    mixed(
      many(
        200,
        (index) => index * second,
        () => ({ isRefresh: true, sought: 1 }),
      ),
      many(120, (index) => index * 1500, missing),
    ),
  ),
  attack(
    'a scanner walks through a list of addresses',
    many(
      500,
      (index) => index * 100,
      (index) => ({ ...missing(index), endpoint: 'none', isHoney: index === 40 }),
    ),
    { kind: 'network' },
  ),
  attack(
    'a network guesses keys',
    many(
      2000,
      (index) => index * 100,
      () => ({ status: 401 }),
    ),
    { kind: 'network' },
  ),
  attack(
    'a network guesses addresses',
    many(
      500,
      (index) => index * 200,
      (index) => ({ ...missing(index), endpoint: 'none' }),
    ),
    { kind: 'network' },
  ),
]

export const traces: readonly Trace[] = [...honestTraces, ...attacks]
export const traceNamed = (name: string): Trace => traces.find((trace) => trace.name === name)!

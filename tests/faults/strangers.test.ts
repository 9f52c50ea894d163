import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { aPerson } from '../../src/parts/accounts/people/people.fixture.ts'
import {
  type Answered,
  type Browser,
  browserWith,
  signedIn,
} from '../../src/parts/accounts/sessions/sessions.fixture.ts'
import { testWorld } from '../support/world.ts'
import { counted } from './support/counts.ts'
import { seeded } from './support/seeded.ts'
import { until } from './support/until.ts'
import { inDatabase, sharedCluster } from '../support/cluster.ts'

const people = 50
const ends = counted({ full: 1_000, sample: 40 })

interface Somebody {
  mark: string
  browser: Browser
}

// Turns red when a transaction takes the account of whoever had its connection before (`contextText` of the kit).
test('K4: while backends are ended in the middle of it, nobody of fifty is ever shown what is somebody else’s', async () => {
  const world = await testWorld()
  const beside = await testWorld({ beside: world })
  const { superUrl } = await sharedCluster()
  const all: Somebody[] = []
  for (let index = 0; index < people; index += 1) {
    const mark = `mark-of-${String(index).padStart(2, '0')}-`
    const browser = await signedIn(world, await aPerson(world, { username: `${mark}name` }))
    await browser.call('POST', '/api/profiles', { vanityUrl: `${mark}url`, headline: `${mark}headline` })
    await browser.call('POST', '/api/keys', { name: `${mark}key`, scopes: ['connections:read'] })
    all.push({ mark, browser })
  }
  const drawn = seeded(4)
  const ender = new pg.Client({ connectionString: inDatabase(superUrl, databaseOf(world.databaseUrl)) })
  await ender.connect()
  let good = 0
  const over = new AbortController()

  /** True: it was answered with what is this person's, and with nothing else. */
  const judge = ({ mark }: Somebody, { status, body, headers }: Answered): boolean => {
    const text = JSON.stringify(body)
    const marks = [...new Set(text.match(/mark-of-\d\d-/g))]
    assert.deepEqual(marks, status === 200 ? [mark] : [], text)
    if (status !== 200) assert.deepEqual([status, headers.has('retry-after')], [503, true], text)
    return status === 200
  }
  const live = async (somebody: Somebody, index: number): Promise<void> => {
    const { sessionId, cookies } = somebody.browser
    const lines = [...cookies].map(([name, value]) => `${name}=${value}`)
    const browser = browserWith(index % 2 === 0 ? world : beside, sessionId, lines)
    while (!over.signal.aborted)
      if (judge(somebody, await doSomething(browser, somebody.mark, drawn.between(0, 3)))) good += 1
      else await pause(10)
  }
  const lives = all.map(live)
  try {
    for (let ended = 0; ended < ends;) {
      const before = good
      await Promise.race([...lives, until('answers between two ends', () => good > before + 10)])
      ended += (await ender.query(endOne)).rows.length
    }
  } finally {
    over.abort()
    await Promise.allSettled([...lives, ender.end()])
  }
  await Promise.all(lives)
})

function doSomething(browser: Browser, mark: string, which: number): Promise<Answered> {
  if (which === 0) return browser.call('GET', '/auth/me')
  if (which === 1) return browser.call('GET', '/api/keys')
  if (which === 2) return browser.call('GET', '/api/profiles')
  return browser.call('PUT', '/api/profiles', { headline: `${mark}headline` })
}

const databaseOf = (url: string): string => /\/(test_\w+)/.exec(url)![1]!

/** One that is in the middle of something, if there is any. */
const endOne = `
  select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename <> current_user
  order by state = 'active' desc, state like 'idle in transaction%' desc, random() limit 1`

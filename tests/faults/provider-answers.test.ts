import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { FaultInput } from '../../sandbox/index.ts'
import { aConnection, alice, call } from '../support/cast.ts'
import { testWorld, type TestWorld } from '../support/world.ts'
import type { Answer } from './support/calls.ts'
import { counted } from './support/counts.ts'
import { assertNoneUsedTwice, assertTaken } from './support/provider-view.ts'
import { configurationOf, type Kind, kinds, providerIdOf, startStandIns } from './support/providers.ts'

const standIns = await startStandIns()
after(() => Promise.all(Object.values(standIns).map((each) => each.close())))
const { environment, providersFile } = configurationOf(standIns)

type Without<Each, Name extends PropertyKey> = Each extends unknown ? Omit<Each, Name> : never
type Spoilt = Without<FaultInput, 'on'>

/** Before the provider does what it was asked: the refresh token stays good. */
const before: Record<string, Spoilt> = {
  'too many requests': { kind: 'rate_limit', retryAfter: 7 },
  'a burst of errors': { kind: 'status', status: 502, body: 'html', times: 4 },
  'an error without a word': { kind: 'status', status: 500, body: 'empty' },
  'a redirect': { kind: 'redirect' },
  'a refusal of the app': { kind: 'invalid_client' },
  'a page': { kind: 'html' },
}
/** After it: the new tokens are made, and nobody hears them. */
const unheard: Record<string, Spoilt> = {
  'an end in the middle': { kind: 'cut', bytes: 20 },
  'half an answer': { kind: 'truncated', bytes: 20 },
  'a reset': { kind: 'rotated_then_reset' },
  'an error after its work': { kind: 'status', status: 503, afterWork: true },
  'no access token': { kind: 'alter', omit: ['access_token'] },
}
const heard: Record<string, Spoilt> = {
  'another type of content': { kind: 'wrong_content_type' },
  'a life in text': { kind: 'alter', set: { expires_in: '21600' } },
  'no life': { kind: 'alter', omit: ['expires_in', 'expires_at'] },
  'a clock an hour ahead': { kind: 'date_skew', seconds: 3_600 },
  'a clock an hour behind': { kind: 'date_skew', seconds: -3_600 },
}

const chosen = counted<readonly Kind[]>({ full: kinds, sample: ['strict'] })
/** They take a refresh token that was used before. */
const isLenient = (kind: Kind): boolean => kind === 'grace' || kind === 'steady'

// Turns red when a failure that passes ends a connection (`bookRefreshFailure`), and when an answer in doubt is taken for a
// refusal.
for (const kind of chosen) {
  for (const [name, fault] of Object.entries({ ...before, ...heard })) {
    test(`${kind}: a refresh that is answered by ${name} ends in a good token`, async () => {
      const { standIn, answer } = await afterSpoilt(kind, fault)

      assertTaken(answer, standIn, name)
      assertNoneUsedTwice(standIn, name)
    })
  }
  for (const [name, fault] of Object.entries(unheard)) {
    test(`${kind}: a refresh that is answered by ${name} is told as lost, or asked for again where that is harmless`, async () => {
      const { standIn, answer } = await afterSpoilt(kind, fault)

      if (isLenient(kind)) assertTaken(answer, standIn, name)
      else assert.deepEqual([answer.status, answer.body.code], [409, 'NEEDS_REAUTH'])
      if (!isLenient(kind)) assertNoneUsedTwice(standIn, name)
    })
  }
  test(`${kind}: one refusal of the grant is believed`, async () => {
    const { answer } = await afterSpoilt(kind, { kind: 'invalid_grant' })

    assert.deepEqual([answer.body.code, answer.body.reason], ['NEEDS_REAUTH', 'refused'])
  })
}

async function afterSpoilt(kind: Kind, fault: Spoilt) {
  const standIn = standIns[kind]
  const world = await testWorld({
    environment,
    providers: JSON.parse(providersFile) as object[],
    realOrigins: Object.values(standIns).map(({ url }) => url),
    at: new Date().toISOString(),
  })
  const { read, athlete } = await anEnded(world, kind)
  standIn.faults.push({ on: 'token', athleteId: athlete, ...fault } as FaultInput)
  return { standIn, answer: await readPatiently(world, read) }
}

async function anEnded(world: TestWorld, kind: Kind) {
  const standIn = standIns[kind]
  const athlete = standIn.people.add().id
  const given = standIn.give({ athleteId: athlete })
  // One that lives longer than an hour would be handed out again.
  standIn.expire({ athleteId: athlete })
  const owner = await alice(world)
  const { id } = await aConnection(world, owner, {
    provider: providerIdOf(kind),
    accessToken: given.accessToken,
    refreshToken: given.refreshToken,
    expiresInSeconds: -1,
  })
  const read = async (): Promise<Answer> => {
    const { status, body, headers } = await call(
      world,
      owner.key,
      'GET',
      `/api/connections/${id}/token?min_valid_seconds=0`,
    )
    const retryAfter = headers.get('retry-after')
    return { status, body, retryAfter: retryAfter === null ? null : Number(retryAfter) }
  }
  return { read, athlete }
}

/** Comes again when it is told to, by the world's clock. */
async function readPatiently(world: TestWorld, read: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 0; tries < 60; tries += 1) {
    const answer = await read()
    if (answer.status !== 503) return answer
    assert.ok(answer.retryAfter, JSON.stringify(answer.body))
    world.advance(answer.retryAfter)
  }
  return read()
}

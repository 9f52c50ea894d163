import assert from 'node:assert/strict'
import type { RequestListener } from 'node:http'
import { describe, test, type TestContext } from 'node:test'
import { call } from '../../../../../tests/support/cast.ts'
import { httpServer } from '../../../../kit/http-server.fixture.ts'
import { uuidv7 } from '../../../../kit/id.ts'
import { as } from '../../../../kit/world.ts'
import { putJourney } from '../catalogue/store.ts'
import { aStranger, houseOnLoopback } from './house.fixture.ts'

interface Journey {
  outcome: string
  errorCode?: string
  error?: string
  steps: { errorCode?: string }[]
}
const journeyIn = ({ body }: { body: Record<string, unknown> }) => body.journey as Journey

/** A staging on a private network, and a house whose operator named it or did not. */
async function beside(t: TestContext, named: boolean, redirectsTo: () => string | null = () => null) {
  const asked: string[] = []
  const answering =
    (name: string): RequestListener =>
    (request, response) => {
      asked.push(`${name}${request.url}`)
      const location = name === 'staging' ? redirectsTo() : null
      response.writeHead(location ? 302 : 200, location ? { location } : {}).end()
    }
  const [staging, other] = [
    await httpServer(t, answering('staging')),
    await httpServer(t, answering('other')),
  ]
  const environment = named ? { KEYHOLD_JOURNEY_ORIGINS: `${staging},${other}` } : {}
  const house = await houseOnLoopback(t, environment, { realOrigins: [staging, other] })
  const document = `targets: ["${staging}"]\nsteps: [{ name: a, request: { url: "${staging}/" } }]`
  return { ...house, staging, other, asked, document }
}

const path = '/internal/journey/run'

describe('an origin on a private address', () => {
  test('J4: that the operator named is called by the home account’s journeys', async (t) => {
    const { put, ask, document, asked } = await beside(t, true)

    const kept = await put('staging', document)
    const run = await ask('POST', path, { journey: 'staging' })

    assert.deepEqual([kept.status, journeyIn(run).outcome, asked], [200, 'passed', ['staging/']])
  })

  test('J4: that nobody named is refused when it is kept, with the setting’s name', async (t) => {
    const { put, document } = await beside(t, false)

    const { status, body } = await put('staging', document)

    const [problem] = body.problems as { line: number; at: string; wants: string }[]
    assert.deepEqual([status, problem!.line, problem!.at], [422, 1, '/targets/0'])
    assert.match(problem!.wants, /KEYHOLD_JOURNEY_ORIGINS/)
  })

  test('J4: that is named no more is not called, and its target is not blamed', async (t) => {
    const { world, homeAccountId, ask, document, asked } = await beside(t, false)
    const home = as(world, { role: 'app', accountId: homeAccountId })
    await putJourney(home, homeAccountId, { id: uuidv7(world), name: 'staging', document, timing: null })

    const run = await ask('POST', path, { journey: 'staging' })

    const { outcome, errorCode, error } = journeyIn(run)
    assert.deepEqual([outcome, errorCode, asked], ['could_not_run', 'TARGET_REFUSED', []])
    assert.match(error!, /KEYHOLD_JOURNEY_ORIGINS/)
  })

  test('K1: that the operator named is neither kept nor called for a stranger', async (t) => {
    const { world, own, document, asked } = await beside(t, true)
    const { accountId, key } = await aStranger(world, ['journey:write', 'journey:run'])
    const asks = (name: string) =>
      world.app.fetch(
        new Request(`${own}/internal/journey/journeys/${name}`, {
          method: 'PUT',
          headers: { 'x-api-key': key },
          body: document,
        }),
      )
    const stranger = as(world, { role: 'app', accountId })
    await putJourney(stranger, accountId, { id: uuidv7(world), name: 'kept', document, timing: null })

    const [sent, run] = [await asks('sent'), await call(world, key, 'POST', path, { journey: 'kept' })]

    assert.deepEqual([sent.status, journeyIn(run).errorCode, asked], [422, 'TARGET_REFUSED', []])
  })

  for (const what of ['named, but no target', 'not named'])
    test(`J4: that is ${what} is not reached by a redirect either`, async (t) => {
      const unnamed = await httpServer(t, (_request, response) => response.end('secret'))
      let location = ''
      const { put, ask, document, asked, other } = await beside(t, true, () => location)
      location = what === 'not named' ? unnamed : other
      await put('staging', document)

      const run = await ask('POST', path, { journey: 'staging' })

      const { outcome, steps } = journeyIn(run)
      assert.deepEqual([outcome, steps[0]!.errorCode, asked], ['failed', 'TARGET_REFUSED', ['staging/']])
    })
})

describe('this deployment', () => {
  test('J4: is not called by a journey as a program of its own machine calls it', async (t) => {
    const operatorKey = `kho_${'A'.repeat(43)}`
    const { put, ask, world, own } = await houseOnLoopback(t, { KEYHOLD_OPERATOR_KEY: operatorKey })
    const operators = '/internal/journey/journeys'
    const near = await world.app.fetch(
      new Request(own + operators, { headers: { authorization: `Bearer ${operatorKey}` } }),
      { remoteAddress: '127.0.0.1' },
    )
    await put(
      'deputy',
      `targets: [own]\nsteps: [{ name: a, request: { url: "{{own}}${operators}", bearer: ${operatorKey} }, expect: [{ status: 401 }] }]`,
    )

    const run = await ask('POST', path, { journey: 'deputy' })

    assert.deepEqual([near.status, journeyIn(run).outcome], [200, 'passed'])
  })

  test('J4: that lies below a path is called there alone', async (t) => {
    const asked: string[] = []
    const front = await httpServer(t, (request, response) => {
      asked.push(request.url!)
      response.end()
    })
    const environment = { API_BASE_URL: `${front}/keyhold` }
    const { put, ask } = await houseOnLoopback(t, environment, { realOrigins: [front] })
    await put(
      'around',
      `targets: [own]\nsteps: [{ name: a, request: { url: "{{own}}/livez" } }, { name: b, request: { url: "{{own}}/../admin" } }]`,
    )

    const run = await ask('POST', path, { journey: 'around' })

    const { steps } = journeyIn(run)
    assert.deepEqual([steps.at(-1)!.errorCode, asked], ['TARGET_REFUSED', ['/keyhold/livez']])
  })
})

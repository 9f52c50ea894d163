import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { internalApiKey, testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { signatureOf } from './signatures.ts'

const secret = "It's a Secret to Everybody that is long enough"
const signingWorld = () => testWorld({ environment: { PR_INTEL_WEBHOOK_SECRET: secret } })

interface Sent {
  text: string
  type: string
}
const json = (body: object): Sent => ({ text: JSON.stringify(body), type: 'application/json' })
const form = (fields: Record<string, string>): Sent => ({
  type: 'multipart/form-data; boundary=ends',
  text: `${Object.entries(fields)
    .map(([name, text]) => `--ends\r\nContent-Disposition: form-data; name=${name}\r\n\r\n${text}\r\n`)
    .join('')}--ends--\r\n`,
})
const schema = 'datasource db {\n  provider = "postgresql"\n}\nmodel A {\n  id Int @id\n}\n'
const tests = [{ suite: 's', testName: 'a', status: 'passed', durationMs: 5 }]
const counts = { prNumber: 1, changedFilesCount: 1, sensitivePathsCount: 0, riskScore: 1 }

/** What each route takes with a signature, with what else the sender says. */
const bodies: Readonly<Record<string, ((more: Record<string, string>) => Sent)[]>> = {
  '/internal/pr-intel/ingest': [
    (more) => json({ ...counts, ...more }),
    (more) => json({ prNumber: 1, files: [], ...more }),
  ],
  '/internal/tests/ingest': [(more) => json({ tests, ...more })],
  '/internal/tests/gate': [(more) => json({ tests, ...more })],
  '/internal/schema/diff': [
    (more) => json({ baseSchema: schema, targetSchema: schema, ...more }),
    (more) => form({ base: schema, target: schema, ...more }),
  ],
}
/** The code host's own form, whose moment is its own. */
const withoutSentAt = ['/internal/pr-intel/github']

async function post(world: TestWorld, path: string, { text, type }: Sent, key?: string) {
  const credential =
    key === undefined
      ? { 'x-hub-signature-256': signatureOf(secret, Buffer.from(text)) }
      : { 'x-api-key': key }
  const response = await world.app.fetch(
    new Request(`http://localhost:3000${path}`, {
      method: 'POST',
      headers: { 'content-type': type, ...credential },
      body: text,
    }),
  )
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('each route that takes a signature is looked at here', async () => {
  const world = await signingWorld()

  const signed = world.app.routes.filter(({ who }) => who.kind === 'scope' && who.orSigned !== undefined)

  assert.deepEqual(
    signed.map(({ path }) => path).toSorted(),
    [...Object.keys(bodies), ...withoutSentAt].toSorted(),
  )
})

describe('P3: who only signed', () => {
  for (const [path, makers] of Object.entries(bodies))
    for (const [at, make] of makers.entries()) {
      test(`P3: sends to ${path} (${at}) no moment that is more than five minutes off`, async () => {
        const world = await signingWorld()
        const momentAt = (seconds: number) => new Date(world.now().getTime() + seconds * 1000).toISOString()

        const answers = []
        for (const seconds of [-301, 301, 0])
          answers.push(await post(world, path, make({ sentAt: momentAt(seconds) })))

        assert.deepEqual(
          answers.map(({ status, body }) => [status < 300, body.code]),
          [
            [false, 'TELLING_STALE'],
            [false, 'TELLING_STALE'],
            [true, undefined],
          ],
        )
      })

      test(`P3: sends to ${path} (${at}) nothing beside the body that says what it is about`, async () => {
        const world = await signingWorld()
        const sent = make({})

        const refused = await post(world, `${path}?commit=abcdef1&sentAt=2026-01-01T00:00:00Z`, sent)

        assert.deepEqual([refused.status, refused.body.code], [400, 'QUERY_UNSIGNED'])
        assert.deepEqual(
          (refused.body.violations as { at: string }[]).map(({ at }) => at),
          ['/commit', '/sentAt'],
        )
      })
    }

  for (const [what, path, text] of [
    ['a listing of git', '/internal/pr-intel/ingest?repository=acme/app&prNumber=12', '1\t2\ta.ts\0'],
    ['a report', '/internal/tests/ingest?repository=acme/app&ciRunId=7&attempt=2', '<testsuite/>'],
    ['a report, to be read another way', '/internal/tests/ingest?root=/elsewhere', '<testsuite/>'],
    ['nothing at all', '/internal/pr-intel/ingest?prNumber=12', ''],
  ] as const)
    test(`P3: cannot send ${what} with the address saying of what`, async () => {
      const world = await signingWorld()

      const { status, body } = await post(world, path, { text, type: 'text/plain' })

      assert.deepEqual([status, body.code], [400, 'QUERY_UNSIGNED'])
    })

  test('may say in the address in which form the answer is wanted', async () => {
    const world = await signingWorld()
    const sent = json({ baseSchema: schema, targetSchema: schema })

    const { status, body } = await post(world, '/internal/schema/diff?format=sarif', sent)

    assert.deepEqual([status, body.version], [200, '2.1.0'])
  })
})

test('who has a key says in the address what a report is about, and when it was sent', async () => {
  const world = await signingWorld()
  const report = { text: '<testsuite><testcase name="a"/></testsuite>', type: 'application/xml' }
  const path = '/internal/tests/ingest?repository=acme/app&commit=abcdef1&sentAt=2020-01-01T00:00:00Z'

  const { status, body } = await post(world, path, report, internalApiKey)

  assert.deepEqual([status, body.repository], [201, 'acme/app'])
})

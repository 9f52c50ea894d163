import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { blocksOf, type Project, projectWithClient } from './project.ts'
import { connectedServer, internalApiKey, type Rig } from './rig.ts'

let project: Project
let rig: Rig

before(async () => {
  project = await projectWithClient()
  for (const { name, text } of blocksOf('docs/guides/client.md')) {
    if (name !== null) project.write(name, text)
  }
  rig = await connectedServer()
})

after(async () => {
  await rig?.close()
  project?.remove()
})

const environment = () => ({ KEYHOLD_URL: rig.server.url, KEYHOLD_KEY: internalApiKey })

test('the guide’s code and the types of calls compile in an empty project with nothing but the package', async () => {
  const printed = blocksOf('tests/client/printed-002.md').find(({ text }) => text.includes('YTDResponse'))!
  project.write(
    'types.ts',
    readFileSync(join(import.meta.dirname, '../../client/calls.test.ts'), 'utf8').replace(
      './index.ts',
      '@keyhold/client',
    ),
  )
  project.write(
    'printed.ts',
    `import type { PublicStatsOf } from '@keyhold/client'
${printed.text}
export const taken = (ours: PublicStatsOf<'ytd'>): YTDResponse => ours`,
  )

  assert.equal(await project.compile(), '')
})

test('a program in that project reads a token, finds the connection and makes a link', async () => {
  project.write(
    'main.ts',
    `import { createKeyhold } from '@keyhold/client'
import { connectionsOf, connectLink } from './link.ts'
import { tokenFor } from './token.ts'
const keyhold = createKeyhold({ baseUrl: process.env.KEYHOLD_URL!, apiKey: process.env.KEYHOLD_KEY! })
const token = await tokenFor(process.env.ID!)
const { userId } = await keyhold.get('/api/connections/{id}', { params: { path: { id: process.env.ID! } } })
console.log(JSON.stringify({ token, connections: await connectionsOf(userId), link: await connectLink('ada', 'strava') }))`,
  )

  const said = await project.run('main.ts', { ...environment(), ID: rig.connectionId })
  const { token, connections, link } = JSON.parse(said) as {
    token: string
    connections: unknown
    link: string
  }

  assert.match(token, /^[0-9a-f]{40}$/)
  assert.deepEqual(connections, [{ id: rig.connectionId, provider: 'strava', status: 'active' }])
  assert.match(link, /\/connect\/[\w-]+$/)
})

test('a refused key, a lost grant and a stranger’s connection each have their code', async () => {
  rig.sandbox.takeBack()
  project.write(
    'refusals.ts',
    `import { createKeyhold, KeyholdError } from '@keyhold/client'
import { tokenFor } from './token.ts'
const baseUrl = process.env.KEYHOLD_URL!
const told = (error: unknown) => error instanceof KeyholdError && [error.code, error.status, typeof error.requestId]
const ours = createKeyhold({ baseUrl, apiKey: process.env.KEYHOLD_KEY! })
const wrong = createKeyhold({ baseUrl, apiKey: 'kh_test_wrong' })
const nobody = '019b0000-0000-7000-8000-000000000000'
await ours.post('/api/connections/{id}/refresh', { params: { path: { id: process.env.ID! } } }).catch(() => {})
console.log(JSON.stringify([
  await wrong.token(process.env.ID!).catch(told),
  await ours.token(nobody).catch(told),
  await ours.token(process.env.ID!).catch(told),
  await tokenFor(process.env.ID!),
]))`,
  )

  const said = await project.run('refusals.ts', { ...environment(), ID: rig.connectionId })

  assert.deepEqual(JSON.parse(said), [
    ['UNAUTHENTICATED', 401, 'string'],
    ['CONNECTION_NOT_FOUND', 404, 'string'],
    ['NEEDS_REAUTH', 409, 'string'],
    null,
  ])
})

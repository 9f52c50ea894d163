import assert from 'node:assert/strict'
import { test } from 'node:test'
import { charlie, call } from '../../../../tests/support/cast.ts'
import { internalApiKey, testWorld } from '../../../../tests/support/world.ts'
import { as } from '../../../kit/world.ts'
import { deployment } from '../../accounts/index.ts'
import { repositoryFor } from './store.ts'

interface Page {
  repositories: { name: string }[]
  nextCursor: string | null
}

test('repositories are listed by name, page by page, each once, and none of another account', async () => {
  const world = await testWorld()
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  const { accountId: elsewhere } = await charlie(world)
  const names = ['d', 'b', 'e', 'a', 'c']
  for (const name of names)
    await repositoryFor(as(world, { role: 'app', accountId: homeAccountId }), homeAccountId, name)
  await repositoryFor(as(world, { role: 'app', accountId: elsewhere }), elsewhere, 'bb')

  const pages: string[][] = []
  let cursor: string | null = ''
  do {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`
    const { body } = await call(world, internalApiKey, 'GET', `/internal/repositories?limit=2${query}`)
    const page = body as unknown as Page
    pages.push(page.repositories.map(({ name }) => name))
    cursor = page.nextCursor
  } while (cursor !== null)

  assert.deepEqual(pages, [['a', 'b'], ['c', 'd'], ['e']])
})

test('a default branch that no run of tests came from is taken, with a warning', async () => {
  const world = await testWorld()
  const report = '<testsuite name="s"><testcase classname="a" name="b"/></testsuite>'
  await world.app.fetch(
    new Request('http://localhost:3000/internal/tests/ingest?repository=acme/app&branch=refs/heads/trunk', {
      method: 'POST',
      headers: { 'x-api-key': internalApiKey },
      body: report,
    }),
  )
  const named = async (defaultBranch: string | null) => {
    const wish = { repository: 'acme/app', defaultBranch }
    const { status, body } = await call(world, internalApiKey, 'PATCH', '/internal/repositories', wish)
    const { warnings } = body as unknown as { warnings: { code: string }[] }
    return [status, body.defaultBranch, warnings.map(({ code }) => code)]
  }

  const answers = [await named('mian'), await named('trunk'), await named('origin/trunk'), await named(null)]

  assert.deepEqual(answers, [
    [200, 'mian', ['branch_untested']],
    [200, 'trunk', []],
    [200, 'origin/trunk', []],
    [200, null, []],
  ])
})

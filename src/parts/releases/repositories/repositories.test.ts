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

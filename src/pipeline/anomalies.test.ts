import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../../tests/support/world.ts'
import { createApp } from '../app.ts'
import { parts } from '../parts.ts'

test('a honey path has no page of the console, whatever case it is written in, nor have those that the operator lays out', async () => {
  const world = await testWorld({ environment: { KEYHOLD_HONEY_PATHS: '/backup.sql, /old' } })
  const app = await createApp(world, parts, { elsewhere: () => new Response('the console') })
  const get = async (path: string) =>
    (await app.fetch(new Request(`http://localhost:3000${path}`), { remoteAddress: '203.0.113.9' })).status

  const statuses = [await get('/connections/1'), await get('/Backup.sql'), await get('/.env')]

  assert.deepEqual(statuses, [200, 404, 404])
})

test('a path that would begin an honest one is refused as a honey path, with the cure', async () => {
  for (const path of ['/api', '/a', 'backup.sql'])
    await assert.rejects(
      testWorld({ environment: { KEYHOLD_HONEY_PATHS: `/backup.sql, ${path}` } }),
      new RegExp(`found "${path}", wants paths such as /backup\\.sql`),
    )
})

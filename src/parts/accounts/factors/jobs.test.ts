import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../../../../tests/support/world.ts'
import { minutesAfter } from '../../../kit/duration.ts'
import { as } from '../../../kit/world.ts'
import { sweepJob } from './jobs.ts'

test('challenges that are over are swept until none is left, or the time for it is', async () => {
  const world = await testWorld()
  const { sql, now } = as(world, { role: 'app' })
  const [before, later] = [minutesAfter(now(), -1), minutesAfter(now(), 10)]
  await sql`
    select challenge_put(sha256(convert_to(i::text, 'UTF8')), 'oidc', null, null, null, '{}', ${before}, ${before})
    from generate_series(1, 10001) i`
  await sql`select challenge_put(sha256('\\x00'::bytea), 'oidc', null, null, null, '{}', ${before}, ${later})`

  const inNoTime = await sweepJob.run(world, 0)
  const rest = await sweepJob.run(world, 60_000)
  const again = await sweepJob.run(world, 60_000)

  assert.deepEqual([inNoTime, rest, again], [5000, 5001, 0])
})

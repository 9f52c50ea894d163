import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { call } from '../../../../tests/support/cast.ts'
import { untilWaiting } from '../../../../tests/support/waits.ts'
import { anEndpoint, aStage } from '../../../../tests/support/webhooks.ts'
import { secondsAfter } from '../../../kit/duration.ts'
import { as, transaction } from '../../../kit/world.ts'
import { deleteEndpoint } from '../endpoints/store.ts'
import { bookOutcome } from './outcome.ts'
import { claimDue } from './store.ts'

describe('an attempt that is booked while its endpoint is deleted stands in nobody’s way', () => {
  const outcomes = { 'one that failed': 'refused', 'the first that arrived again': null }
  for (const [name, reason] of Object.entries(outcomes)) {
    test(name, async () => {
      const { world, owner, key } = await aStage()
      const { id } = await anEndpoint({ world, key })
      const account = as(world, { role: 'app', accountId: owner.accountId })
      await account.sql`update webhook_endpoint set failing_since = ${world.now()} where id = ${id}`
      await call(world, key, 'POST', `/api/webhooks/endpoints/${id}/tests`, {})
      const until = secondsAfter(world.now(), 30)
      const limits = { most: 1, mostOfEndpoint: 8, patientAttempts: 3, until }
      const [claimed] = await claimDue(as(world, { role: 'jobs' }), limits)
      let booking: Promise<void> = Promise.resolve()

      const isDeleted = await transaction(account, async (deleting) => {
        await deleting.sql`select 1 from webhook_endpoint where id = ${id} for update`
        booking = bookOutcome(world, claimed!, { status: 500, reason, notBefore: null }, world.now())
        await untilWaiting(account)
        return deleteEndpoint(deleting, owner.accountId, id)
      })
      await booking

      assert.equal(isDeleted, true)
    })
  }
})

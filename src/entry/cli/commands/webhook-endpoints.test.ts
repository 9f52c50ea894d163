import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventTypes } from '../../../parts/messages/index.ts'
import { usualTypes } from './webhook-endpoints.ts'

test('the help lists what an endpoint hears that names nothing', () => {
  const usual = eventTypes.filter(({ isUsual }) => isUsual).map(({ name }) => name)

  assert.deepEqual(usualTypes, usual)
})

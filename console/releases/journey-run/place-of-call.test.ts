import assert from 'node:assert/strict'
import { test } from 'node:test'
import { placeOf } from './place-of-call.ts'

const steps = [{ name: 'pay' }, { name: 'shop: pay' }]

test('a call is of the step whose name its page ends with, whatever the journey is called', () => {
  const places = [
    placeOf('attempt-1-2', 'Buy: and send back: pay', steps),
    placeOf('attempt-2-1', 'Buy: shop: pay', steps),
  ]

  assert.deepEqual(places, [
    { step: 'pay', attempt: 1 },
    { step: 'shop: pay', attempt: 2 },
  ])
})

test('a page of no step is called as it calls itself', () => {
  assert.deepEqual(placeOf('page_1', 'elsewhere', steps), { step: 'elsewhere', attempt: null })
})

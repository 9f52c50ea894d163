import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { Fault } from '../kit/fault.ts'
import { body004 } from './answer-004.ts'
import { checked } from '../kit/checked.ts'

const login = z.object({ email: z.string() })

function errorOf(body: unknown): unknown {
  try {
    checked(login, body)
  } catch (error) {
    if (error instanceof Fault) return body004(error, 'request').error
  }
  return assert.fail('it was taken')
}

test('a body that is no object is named as the body, and a member by its name', () => {
  const errors = [[], null, 'x', {}].map(errorOf)

  assert.deepEqual(errors, [
    'the body: Invalid input: expected object, received array',
    'the body: Invalid input: expected object, received null',
    'the body: Invalid input: expected object, received string',
    'email: Invalid input: expected string, received undefined',
  ])
})

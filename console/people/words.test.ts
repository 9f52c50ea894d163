import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problemFrom } from '../problem.ts'
import { errorAt, inWords, isAtField, methodsInWords } from './words.ts'

const told = (code: string, more: object = {}) =>
  problemFrom(400, new Headers(), { error: 'Told.', code, hint: 'POST /auth/something', ...more })

test('a person reads no address of the API as a cure', () => {
  const problem = inWords(told('WRONG_CREDENTIALS', { requestId: 'r1' }))

  assert.doesNotMatch(`${problem.title} ${problem.hint}`, /POST|Told/)
  assert.equal(problem.requestId, 'r1')
})

test('nor as the cure of what only pages for people ask for', () => {
  const codes = [
    'RATE_LIMITED',
    'TOO_MANY_PASSKEYS',
    'FACTOR_NOT_FOUND',
    'FACTOR_NOT_SET_UP',
    'PROFILE_EXISTS',
  ]

  const hints = [...codes, 'NO_SUCH_SESSION', 'PROVED_ELSEWHERE'].map((code) => inWords(told(code)).hint)

  assert.doesNotMatch(hints.join(' '), /POST/)
})

test('a cure at the sign-in names no mail, which not every deployment sends', () => {
  const codes = ['WRONG_CREDENTIALS', 'TOO_MANY_GUESSES', 'PASSWORD_WRONG', 'FACTOR_LOCKED']

  const hints = codes.map((code) => inWords(told(code)).hint)

  assert.doesNotMatch(hints.join(' '), /mail/)
})

test('a wrong code is told alike to who has an app alone and to who has recovery codes alone', () => {
  const hints = ['FACTOR_CODE_WRONG', 'SECOND_STEP_FAILED'].map((code) => inWords(told(code)).hint)

  assert.doesNotMatch(hints.join(' '), /recovery|the app shows/)
})

test('what is switched off is told without the name of a feature', () => {
  const { title } = inWords(told('FEATURE_OFF', { error: 'EMAIL_ENABLED feature is not enabled' }))

  assert.equal(title, 'This is switched off here.')
})

test('what is wrong with a password stands at its field, with the length that it wants', () => {
  const short = told('PASSWORD_TOO_SHORT', { atLeast: 12 })

  assert.match(errorAt('password', short) ?? '', /12 characters/)
  assert.equal(errorAt('email', short), undefined)
  assert.equal(isAtField(short), true)
})

test('a wrong proof stands at no field, as it is told once for both', () => {
  assert.equal(isAtField(told('PASSWORD_WRONG')), false)
  assert.equal(isAtField(told('WRONG_CREDENTIALS')), false)
})

test('the methods of a session are told in words, an unknown one as it is', () => {
  assert.equal(methodsInWords(['pwd', 'otp']), 'password and code of the app')
  assert.equal(methodsInWords(['new']), 'new')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testWorld } from '../../../../tests/support/world.ts'
import { uuidv7 } from '../../../kit/id.ts'
import { csrfTokenFor, csrfTokenIsGood } from './csrf.ts'
import { newPair, nextPair, readToken } from './tokens.ts'

test('C1: of a token only its hash is told on; it holds 256 bits of chance and no two are alike', async () => {
  const world = await testWorld()
  const id = uuidv7(world)

  const [one, other] = [newPair(world, id, 1), newPair(world, id, 1)]

  assert.equal(readToken(world, 'access', one.access.text)?.secret.length, 32)
  assert.equal(new Set([one, other].flatMap(({ access, refresh }) => [access.text, refresh.text])).size, 4)
  assert.ok(!one.access.text.includes(one.access.hash.toString('base64url')))
})

test('a token whose tag we did not make is none, nor is one in the place of the other', async () => {
  const world = await testWorld()
  const { access, refresh } = newPair(world, uuidv7(world), 1)
  const forged = Buffer.from(refresh.text, 'base64url')
  forged[19] = 9

  const read = [
    readToken(world, 'refresh', refresh.text)?.generation,
    readToken(world, 'refresh', forged.toString('base64url')),
    readToken(world, 'refresh', access.text),
    readToken(world, 'access', refresh.text),
    readToken(world, 'refresh', `${refresh.text}A`),
    readToken(world, 'refresh', ''),
    readToken(world, 'refresh', undefined),
  ]

  assert.deepEqual(read, [1, ...Array.from({ length: 6 }, () => undefined)])
})

test('C5: the next pair follows from the token and the nonce, and from nothing less', async () => {
  const world = await testWorld()
  const { refresh } = newPair(world, uuidv7(world), 1)
  const other = newPair(world, uuidv7(world), 1).refresh
  const token = readToken(world, 'refresh', refresh.text)!
  const nonce = Buffer.alloc(32, 1)

  const next = nextPair(world, token, nonce)

  assert.deepEqual(nextPair(world, token, nonce), next)
  assert.equal(readToken(world, 'refresh', next.refresh.text)?.generation, 2)
  assert.notDeepEqual(nextPair(world, token, Buffer.alloc(32, 2)).refresh, next.refresh)
  assert.notDeepEqual(
    nextPair(world, readToken(world, 'refresh', other.text)!, nonce).refresh.hash,
    next.refresh.hash,
  )
})

test('C12: a CSRF token is good for its own session alone, and every one of that is', async () => {
  const world = await testWorld()
  const [own, other] = [uuidv7(world), uuidv7(world)]
  const [token, second] = [csrfTokenFor(world, own), csrfTokenFor(world, own)]

  assert.match(token, /^[A-Za-z0-9._-]+$/)
  assert.notEqual(token, second)
  assert.deepEqual(
    [token, second, csrfTokenFor(world, other), `${token}A`, token.slice(1), '', undefined].map((given) =>
      csrfTokenIsGood(world, own, given),
    ),
    [true, true, false, false, false, false, false],
  )
})

test('C16: what was tagged under the key before this one is taken still', async () => {
  const world = await testWorld()
  const id = uuidv7(world)
  const csrf = csrfTokenFor(world, id)
  const { access } = newPair(world, id, 1)
  await world.sql.as({ role: 'jobs' })`
    update encryption_keys set state = 'open' where purpose in ('session', 'csrf')`

  // A process that starts makes the primary keys that are missing.
  const next = await testWorld({ beside: world })

  assert.equal(csrfTokenIsGood(next, id, csrf), true)
  assert.equal(readToken(next, 'access', access.text)?.sessionId, id)
  assert.equal(csrfTokenIsGood(world, id, csrfTokenFor(next, id)), false)
})

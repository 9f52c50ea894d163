import assert from 'node:assert/strict'
import { test } from 'node:test'
import { waitFor, type World } from '../../../kit/world.ts'
import { isBearableBcrypt, isBcrypt, verifyBcrypt } from './bcrypt.ts'

const world = { wait: waitFor } as World

// Vectors of crypt_blowfish 1.3 (wrapper.c), and two of libxcrypt's.
const vectors = [
  ['U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['U*U*', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'],
  ['U*U*U', '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a'],
  ['', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy'],
  [
    '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored',
    '$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui',
  ],
  ['TestPass123!', '$2b$04$XajjQvNhvvRt5GSeFk1xFehmqcTMvgjj7/Z51UyhV3iUA6NugCIi6'],
  ['zürich', '$2y$04$XajjQvNhvvRt5GSeFk1xFeiYYYzSegCCT1jkwA2AQSL6Sll0N69mW'],
] as const

for (const [password, hash] of vectors)
  test(`B4: the published bcrypt hash of ${password.slice(0, 12) || 'nothing'} verifies, and no other password with it`, async () => {
    assert.equal(await verifyBcrypt(world, password, hash), true)
    assert.equal(await verifyBcrypt(world, `x${password}`, hash), false)
  })

test('B4: while a bcrypt hash is looked at, other work goes on', async () => {
  let turns = 0
  const wait = async () => void turns++
  const counting = { wait } as unknown as World

  await verifyBcrypt(counting, 'U*U', vectors[0][1])

  assert.equal(turns, 2 ** 5 / 16)
})

test('B4: a cost that would keep a sign-in busy for long is not taken', () => {
  const hash = vectors[0][1]

  assert.ok(isBcrypt(hash) && isBearableBcrypt(hash))
  assert.equal(isBearableBcrypt(hash.replace('$05$', '$15$')), false)
  assert.equal(isBearableBcrypt(hash.replace('$05$', '$03$')), false)
})

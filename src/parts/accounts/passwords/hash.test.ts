import assert from 'node:assert/strict'
import { hash } from '@node-rs/argon2'
import { test } from 'node:test'
import { readSettings } from '../../../kit/settings.ts'
import { strongBytes, waitFor, type World } from '../../../kit/world.ts'
import { accountSettings } from '../settings.ts'
import { hashQueue } from './hash-queue.ts'
import { hashPassword, isBearableHash, verifyPassword } from './hash.ts'

const aWorld = (): World => {
  const settings = readSettings({ environment: {}, production: false, readFile: () => '' }, [accountSettings])
  return { settings, random: strongBytes, wait: waitFor, root: {} } as World
}

const betterAuth =
  '00112233445566778899aabbccddeeff:7fa40a9a4b6c2733943e1781b6753347ac5fe4b3b787be99b392ebf883c94528813e853e5abf99ddc938d628d0eeaa82470446f8dac0ba547eaef1019b1218fb'
const phcScrypt = '$scrypt$ln=10,r=8,p=4$TmFDbA$HtGzgU570GX+obZPphf7BbopDjAbJ2W4MYdvuZUEQpM'

test('B4: a hash says of itself how it was made, and no two are the same', async () => {
  const world = aWorld()

  const hashes = [await hashPassword(world, 'TestPass123!'), await hashPassword(world, 'TestPass123!')]

  for (const each of hashes) assert.match(each, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  assert.notEqual(hashes[0], hashes[1])
  assert.deepEqual(await verifyPassword(world, 'TestPass123!', hashes[0]!), {
    isRight: true,
    needsRehash: false,
  })
  assert.equal((await verifyPassword(world, 'testpass123!', hashes[0]!)).isRight, false)
})

test('B1: one spelling is as good as another, and nothing is cut off', async () => {
  const world = aWorld()
  // Escapes, as an editor may write one spelling for both. Of the two only NFKC makes one, NFC leaves the ligature.
  const kept = await hashPassword(world, `\u212Bngstr\u00F6m \uFB01sh ${'x'.repeat(100)}1`)
  const otherSpelling = `A\u030Angstro\u0308m fish ${'x'.repeat(100)}`

  assert.ok((await verifyPassword(world, `${otherSpelling}1`, kept)).isRight)
  assert.equal((await verifyPassword(world, `${otherSpelling}2`, kept)).isRight, false)
})

test('B4: weaker parameters verify, and ask to be hashed anew', async () => {
  const weak = await hash('TestPass123!', { memoryCost: 4096, timeCost: 2, parallelism: 1 })

  const verdict = await verifyPassword(aWorld(), 'TestPass123!', weak)

  assert.deepEqual(verdict, { isRight: true, needsRehash: true })
})

for (const kept of [betterAuth, phcScrypt])
  test(`B4: scrypt from elsewhere verifies, and asks to be hashed anew: ${kept.slice(0, 12)}…`, async () => {
    const password = kept === betterAuth ? 'TestPass123!' : 'password'

    assert.ok(isBearableHash(kept))
    assert.deepEqual(await verifyPassword(aWorld(), password, kept), {
      isRight: true,
      needsRehash: true,
    })
    assert.deepEqual(await verifyPassword(aWorld(), `${password}!`, kept), {
      isRight: false,
      needsRehash: false,
    })
  })

for (const kept of [
  'password',
  '5f4dcc3b5aa765d61d8327deb882cf99',
  '$argon2id$v=19$m=2097152,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG',
  '$argon2id$v=19$broken',
  '$scrypt$ln=20,r=8,p=1$TmFDbA$HtGzgU570GX+obZPphf7BbopDjAbJ2W4MYdvuZUEQpM',
  '$2b$15$XajjQvNhvvRt5GSeFk1xFeiyd0doUOa3Iqb23a3L0ArBVSM7TcRcm',
])
  test(`B4: what cannot be looked at, or costs too much, is not taken: ${kept.slice(0, 24)}`, () => {
    assert.equal(isBearableHash(kept), false)
  })

test('B6: of nobody a hash is looked at, too, and nothing is right', async () => {
  const world = aWorld()

  assert.deepEqual(await verifyPassword(world, 'TestPass123!', null), { isRight: false, needsRehash: false })
  assert.equal(hashQueue(world).begun, 1)
})

test('B5: a hash is made beside the event loop, which turns meanwhile', async () => {
  const world = aWorld()
  const verdicts: object[] = []
  let turns = 0

  void verifyPassword(world, 'TestPass123!', null).then((verdict) => verdicts.push(verdict))
  for (; verdicts.length === 0; turns++) await new Promise(setImmediate)

  assert.ok(turns > 3, `it turned ${turns} times`)
})

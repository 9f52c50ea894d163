import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isUuid, uuidBytes, uuidv7 } from './id.ts'
import { strongBytes } from './world.ts'

const world = (milliseconds: number) => ({ now: () => new Date(milliseconds), random: strongBytes })

test('the bytes of a UUID are its hex digits, in either case', () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => {
      const digits = Buffer.from(uuid.replaceAll('-', ''), 'hex')

      assert.deepEqual(uuidBytes(uuid), digits)
      assert.deepEqual(uuidBytes(uuid.toUpperCase()), digits)
    }),
  )
})

test('a UUIDv7 carries the time, its version and its variant', () => {
  const bytes = uuidBytes(uuidv7(world(1_767_225_600_000)))

  assert.equal(bytes.readUIntBE(0, 6), 1_767_225_600_000)
  assert.deepEqual([bytes[6]! >> 4, bytes[8]! >> 6], [7, 2])
})

test('ids made in one moment differ', () => {
  const ids = Array.from({ length: 5_000 }, () => uuidv7(world(0)))

  assert.equal(new Set(ids).size, 5_000)
  assert.ok(ids.every(isUuid))
})

test('ids made in one moment sort as they were made', () => {
  const ids = Array.from({ length: 2_000 }, () => uuidv7(world(1)))

  assert.deepEqual(ids, ids.toSorted())
})

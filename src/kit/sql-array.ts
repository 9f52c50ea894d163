import { writeUuid } from './id.ts'

// Arrays in PostgreSQL's binary form, which are bound as they are: of other arrays pg quotes every element into one
// text, and the server parses each out of it again. Type numbers are those of pg_type.

export const uuids = (values: readonly (string | null)[]): Buffer =>
  arrayOf(2950, values, () => 16, writeUuid)

export const integers = (values: readonly (number | null)[]): Buffer =>
  arrayOf(
    23,
    values,
    () => 4,
    (into, at, value) => into.writeInt32BE(value, at),
  )

export const bigints = (values: readonly (number | null)[]): Buffer =>
  arrayOf(
    20,
    values,
    () => 8,
    (into, at, value) => into.writeBigInt64BE(BigInt(value), at),
  )

export const texts = (values: readonly (string | null)[]): Buffer =>
  arrayOf(
    25,
    values,
    (value) => Buffer.byteLength(value),
    (into, at, value) => into.write(value, at),
  )

export const byteas = (values: readonly (Uint8Array | null)[]): Buffer =>
  arrayOf(
    17,
    values,
    (value) => value.length,
    (into, at, value) => into.set(value, at),
  )

const headBytes = 20

function arrayOf<T>(
  elementType: number,
  values: readonly (T | null)[],
  sizeOf: (value: T) => number,
  write: (into: Buffer, at: number, value: T) => unknown,
): Buffer {
  let size = headBytes
  for (const value of values) size += 4 + (value === null ? 0 : sizeOf(value))
  const array = Buffer.allocUnsafe(size)
  // Dimensions, whether there are nulls, type of the elements; of the one dimension its length and lower bound.
  array.writeInt32BE(1, 0)
  array.writeInt32BE(values.includes(null) ? 1 : 0, 4)
  array.writeInt32BE(elementType, 8)
  array.writeInt32BE(values.length, 12)
  array.writeInt32BE(1, 16)
  let at = headBytes
  for (const value of values) {
    const length = value === null ? -1 : sizeOf(value)
    array.writeInt32BE(length, at)
    if (value !== null) write(array, at + 4, value)
    at += 4 + Math.max(0, length)
  }
  return array
}

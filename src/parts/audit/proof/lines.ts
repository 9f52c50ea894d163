import { z } from 'zod'
import type { Block } from './format.ts'
import type { Reached } from './reached.ts'
import type { PlacedEntry } from './store.ts'

/** A line that no export has: whoever altered the file wrote it. */
export class UnreadableLine extends Error {
  override readonly name = 'UnreadableLine'
  constructor(number: number) {
    super(`line ${number} is none of an export`)
  }
}

// What is hashed is bytes: text that is another way to write the same ones would say what nobody bound.
const largest = 2n ** 63n - 1n
const whole = z
  .string()
  .regex(/^(0|-?[1-9]\d{0,18})$/)
  .transform(BigInt)
  .refine((value) => value <= largest && value >= -largest)
const positive = whole.refine((value) => value >= 0n)
const number = z.int().min(1).max(2_147_483_647)
const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
const bytes = z
  .string()
  .transform((text) => ({ text, bytes: Buffer.from(text, 'base64') }))
  .refine(({ text, bytes }) => bytes.toString('base64') === text)
  .transform((both) => both.bytes)
const hash = bytes.refine(({ length }) => length === 32)

/** The way from a leaf to a root: hashes with a space between. */
const path = z.string().transform((text, context) => {
  const found = z
    .array(hash)
    .max(64)
    .safeParse(text === '' ? [] : text.split(' '))
  if (found.success) return found.data
  context.addIssue('is no path')
  return z.NEVER
})

const blockMembers = {
  type: z.literal('block'),
  no: positive,
  epoch: number,
  xidFrom: positive,
  xidTo: positive,
  firstSeq: positive,
  count: number,
  root: hash,
  prev: hash,
  hash,
}

const entryMembers = {
  type: z.literal('entry'),
  epoch: number,
  xid: positive.transform(String),
  id: uuid,
  atMicroseconds: whole,
  logAccount: uuid.nullable(),
  logSubject: uuid.nullable(),
  actorKind: z.string(),
  actor: z.string().nullable(),
  action: z.string(),
  objectKind: z.string().nullable(),
  object: uuid.nullable(),
  outcome: z.string(),
  n: number,
  requestId: z.string().nullable(),
  tokenFingerprint: bytes.nullable(),
  detail: z.string().nullable(),
  private: bytes.nullable(),
}

const horizonMembers = {
  type: z.literal('horizon'),
  epoch: number,
  xidTo: positive,
  no: positive,
  seq: positive,
  hash,
  edge: z.array(hash).max(64),
}

const headMembers = {
  type: z.literal('log'),
  format: z.literal(1),
  origin: z.string(),
  publicKey: z.string().nullable(),
  exportedAt: z.string(),
}

// Strict: a member that is not bound would stand there as if it were proved.
const headShape = z.strictObject(headMembers)
const blockShape = z.strictObject(blockMembers)
const entryShape = z.strictObject(entryMembers)
const excerptBlockShape = z.strictObject({ ...blockMembers, path })
const excerptEntryShape = z.strictObject({ ...entryMembers, index: positive, path })
const horizonShape = z
  .strictObject(horizonMembers)
  // As many whole subtrees as the number has bits.
  .refine(({ no, edge }) => edge.length === no.toString(2).replaceAll('0', '').length)

/** Head of an exported log; the format is frozen. */
export type ExportHead = z.infer<typeof headShape>

export const headOf = (line: unknown): ExportHead => headShape.parse(line)
export const blockOf = (line: unknown): Block => blockShape.parse(line)
export const entryOf = (line: unknown): PlacedEntry => entryShape.parse(line)
export const horizonOf = (line: unknown): Reached => horizonShape.parse(line)
export const excerptBlockOf = (line: unknown) => excerptBlockShape.parse(line)
export const excerptEntryOf = (line: unknown) => excerptEntryShape.parse(line)

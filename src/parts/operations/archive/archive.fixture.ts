import { writeArchive } from './archive.ts'
import type { Block } from './blocks.ts'
import type { ArchiveKind, Facts } from './prelude.ts'

export const aMasterKey = Buffer.alloc(32, 7)
export const anotherMasterKey = Buffer.alloc(32, 8)

export const someFacts: Facts = {
  createdAt: '2026-01-01T03:00:00.000Z',
  deploymentId: '00000000-0000-7000-8000-000000000001',
  schema: { number: 11, checksum: 'ab'.repeat(32) },
  program: '0.1.0',
}

/** Two tables of two blocks each. */
export const someBlocks: readonly Block[] = [
  { type: 'table', table: { name: 'accounts', columns: ['id', 'name'] } },
  { type: 'rows', bytes: Buffer.from('1\tAlice canary\n2\tBo') },
  { type: 'rows', bytes: Buffer.from('b\n') },
  { type: 'table', table: { name: 'subjects', columns: ['id'] } },
  { type: 'rows', bytes: Buffer.from('10\n') },
  { type: 'rows', bytes: Buffer.from('11\n') },
  {
    type: 'end',
    manifest: {
      tables: [
        { name: 'accounts', rows: 2 },
        { name: 'subjects', rows: 2 },
      ],
      sequences: [],
    },
  },
]

/** A file, by its head and its pieces. */
export async function aFile(
  options: {
    blocks?: readonly Block[]
    kind?: ArchiveKind
    facts?: Partial<Facts>
    salt?: number
    masterKey?: Uint8Array
  } = {},
): Promise<Buffer[]> {
  const { blocks = someBlocks, kind = 'tables', facts = {}, salt = 9, masterKey = aMasterKey } = options
  const sealing = { masterKey, salt: Buffer.alloc(32, salt) }
  const made: Buffer[] = []
  for await (const bytes of writeArchive(sealing, kind, { ...someFacts, ...facts }, inTurn(blocks)))
    made.push(bytes)
  return made
}

export async function* inTurn<T>(each: Iterable<T>): AsyncGenerator<T> {
  for (const one of each) yield one
}

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { BackupProblem } from '../problem.ts'
import { checkArchive } from '../restore/check-archive.ts'
import { aFile, aMasterKey, anotherMasterKey, inTurn, someFacts } from './archive.fixture.ts'
import { factsOf, openArchive } from './archive.ts'
import type { Block } from './blocks.ts'

/** How a file is refused; `whole` when it is not. */
async function verdictOn(pieces: readonly Uint8Array[], masterKey = aMasterKey): Promise<string> {
  try {
    await checkArchive(() => inTurn(pieces), masterKey)
    return 'whole'
  } catch (error) {
    if (error instanceof BackupProblem) return error.code
    throw error
  }
}

const cutAt = (file: readonly Buffer[], bytes: number): Buffer[] => [Buffer.concat(file).subarray(0, bytes)]

test('a file gives back what was written, in its order', async () => {
  const archive = await openArchive(inTurn(await aFile()), aMasterKey, 'tables')

  const found: Record<string, string> = {}
  for await (const { name, columns, rows } of archive.tables) {
    let text = ''
    for await (const bytes of rows) text += bytes.toString()
    found[`${name} ${columns.join()}`] = text
  }

  assert.deepEqual(found, { 'accounts id,name': '1\tAlice canary\n2\tBob\n', 'subjects id': '10\n11\n' })
  assert.deepEqual(archive.facts, someFacts)
})

test('tables whose rows nobody reads are passed over', async () => {
  const archive = await openArchive(inTurn(await aFile()), aMasterKey, 'tables')

  const names: string[] = []
  for await (const { name } of archive.tables) names.push(name)

  assert.deepEqual(names, ['accounts', 'subjects'])
  assert.equal(archive.manifest().tables.length, 2)
})

test('how a file is cut into reads does not matter', async () => {
  const whole = Buffer.concat(await aFile())

  assert.equal(await verdictOn([...whole].map((byte) => Buffer.from([byte]))), 'whole')
  assert.equal(await verdictOn([whole]), 'whole')
})

test('nothing of a row stands in the file', async () => {
  const whole = Buffer.concat(await aFile())

  for (const word of ['Alice', 'canary', 'accounts', 'subjects'])
    assert.equal(whole.includes(word), false, word)
})

describe('what is wrong with a file is told apart', () => {
  test('cut off at the border of any two pieces, it is truncated', async () => {
    const file = await aFile()

    for (let pieces = 1; pieces < file.length; pieces++)
      assert.equal(await verdictOn(file.slice(0, pieces)), 'TRUNCATED', `after ${pieces}`)
  })

  test('cut off anywhere else, it is truncated', async () => {
    const file = await aFile()
    const length = Buffer.concat(file).length

    for (let bytes = 1; bytes < length; bytes++)
      assert.equal(await verdictOn(cutAt(file, bytes)), 'TRUNCATED', `at ${bytes}`)
  })

  test('with pieces in another order, missing or doubled, it is reordered', async () => {
    const [head, first, second, third, ...rest] = await aFile()

    assert.equal(await verdictOn([head!, second!, first!, third!, ...rest]), 'REORDERED')
    assert.equal(await verdictOn([head!, first!, third!, ...rest]), 'REORDERED')
    assert.equal(await verdictOn([head!, first!, first!, second!, third!, ...rest]), 'REORDERED')
  })

  test('with one byte changed, wherever, it is refused', async () => {
    const whole = Buffer.concat(await aFile())
    const anyByte = fc.integer({ min: 0, max: whole.length - 1 })
    const anyChange = fc.integer({ min: 1, max: 255 })

    await fc.assert(
      fc.asyncProperty(anyByte, anyChange, async (at, change) => {
        const changed = Buffer.from(whole)
        changed[at]! ^= change

        const expected = at < 8 ? 'NOT_A_BACKUP' : at === 8 ? 'FORMAT_UNKNOWN' : 'ALTERED'
        assert.equal(await verdictOn([changed]), expected, `byte ${at}`)
      }),
      { numRuns: 2000 },
    )
  })

  test('with anything behind its end it is altered', async () => {
    assert.equal(await verdictOn([...(await aFile()), Buffer.from([0])]), 'ALTERED')
  })

  test('with a piece of another backup under the same master key it is altered', async () => {
    const [head, , ...rest] = await aFile()
    const [, foreign] = await aFile({ salt: 10 })

    assert.equal(await verdictOn([head!, foreign!, ...rest]), 'ALTERED')
  })

  test('with fewer rows than its manifest says it is altered', async () => {
    const blocks: Block[] = [
      { type: 'table', table: { name: 'accounts', columns: ['id'] } },
      { type: 'end', manifest: { tables: [{ name: 'accounts', rows: 1 }], sequences: [] } },
    ]

    assert.equal(await verdictOn(await aFile({ blocks })), 'ALTERED')
  })

  test('another file is no backup, and neither are keys without tables', async () => {
    assert.equal(
      await verdictOn([Buffer.from('PGDMP and so on, for long enough to hold a head'.repeat(3))]),
      'NOT_A_BACKUP',
    )
    assert.equal(await verdictOn([]), 'NOT_A_BACKUP')
    assert.equal(await verdictOn(await aFile({ kind: 'keys' })), 'NOT_A_BACKUP')
  })
})

describe('another master key', () => {
  test('is told by the names of both', async () => {
    const file = await aFile()

    await assert.rejects(
      checkArchive(() => inTurn(file), anotherMasterKey),
      (error: BackupProblem) => {
        assert.equal(error.code, 'WRONG_KEY')
        assert.match(error.message, /master key [0-9a-f]{16}, and KEYHOLD_MASTER_KEY is [0-9a-f]{16}/)
        return true
      },
    )
  })

  test('is told before anything but the head is read', async () => {
    let reads = 0
    async function* counted() {
      for (const bytes of await aFile()) {
        reads += 1
        yield bytes
      }
    }

    await assert.rejects(factsOf(counted(), anotherMasterKey, 'tables'), { code: 'WRONG_KEY' })

    assert.equal(reads, 1)
  })
})

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileSink } from './file.ts'

const never = new AbortController().signal

function aPath(t: TestContext, name = 'audit.jsonl'): string {
  const folder = fs.mkdtempSync(join(tmpdir(), 'keyhold-sink-'))
  t.after(() => fs.rmSync(folder, { recursive: true }))
  return join(folder, name)
}

/** A sink that is closed with its test. */
function aSink(t: TestContext, path: string, written?: () => void) {
  const sink = fileSink(path, written)
  t.after(() => sink.close())
  return sink
}

const linesIn = (path: string): string[] => fs.readFileSync(path, 'utf8').split('\n').slice(0, -1)

test('lines are appended to a file that only its owner may read', async (t) => {
  const path = aPath(t)
  const sink = aSink(t, path)

  await sink.write(['one', 'two'], never)
  await sink.write(['three'], never)

  assert.deepEqual(linesIn(path), ['one', 'two', 'three'])
  assert.equal(fs.statSync(path).mode & 0o777, 0o600)
})

test('a deleted file is noticed without anything to write, and made anew', async (t) => {
  const path = aPath(t)
  const sink = aSink(t, path)
  await sink.write(['one'], never)

  fs.unlinkSync(path)

  assert.deepEqual([await sink.write([], never), await sink.write(['two'], never)], ['deleted', null])
  assert.deepEqual(linesIn(path), ['two'])
})

test('a replaced file is noticed, and written to', async (t) => {
  const path = aPath(t)
  const sink = aSink(t, path)
  await sink.write(['one'], never)

  fs.renameSync(path, `${path}.1`)
  fs.writeFileSync(path, 'not ours\n')

  assert.equal(await sink.write(['two'], never), 'replaced')
  assert.deepEqual([linesIn(`${path}.1`), linesIn(path)], [['one'], ['not ours', 'two']])
})

test('a file that was made shorter is noticed once', async (t) => {
  const path = aPath(t)
  const sink = aSink(t, path)
  await sink.write(['one'], never)

  fs.truncateSync(path, 0)

  assert.deepEqual([await sink.write([], never), await sink.write(['two'], never)], ['shortened', null])
  assert.deepEqual(linesIn(path), ['two'])
})

test('lines that went to a file that was taken away meanwhile are written to the new one', async (t) => {
  const path = aPath(t)
  let takings = 1
  const sink = aSink(t, path, () => {
    if (takings-- > 0) fs.unlinkSync(path)
  })

  const change = await sink.write(['one'], never)

  assert.equal(change, 'deleted')
  assert.deepEqual(linesIn(path), ['one'])
})

test('what a killed writer left of a line does not spoil the next', async (t) => {
  const path = aPath(t)
  fs.writeFileSync(path, 'whole\nha')

  await aSink(t, path).write(['one'], never)

  assert.deepEqual(linesIn(path), ['whole', 'ha', 'one'])
})

test('a folder that is gone, and one that may not be written to, are told by their codes', async (t) => {
  const path = aPath(t)

  await assert.rejects(fileSink(join(path, 'x', 'audit.jsonl')).write(['one'], never), { code: 'ENOENT' })
  await assert.rejects(fileSink(join(path, '..')).write(['one'], never), { code: 'EISDIR' })
})

test('a FIFO that nobody has opened is told at once', async (t) => {
  const path = aPath(t, 'fifo')
  execFileSync('mkfifo', [path])

  await assert.rejects(fileSink(path).write(['one'], never), { code: 'ENXIO' })
})

test('a FIFO whose reader hangs ends with the signal, and the next lines stay whole', async (t) => {
  const path = aPath(t, 'fifo')
  execFileSync('mkfifo', [path])
  const reader = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
  t.after(() => fs.closeSync(reader))
  const sink = aSink(t, path)
  const more = 'x'.repeat(200_000)

  await assert.rejects(sink.write([more], AbortSignal.timeout(100)), { code: 'timed_out' })
  const cutBytes = drained(reader).length
  await sink.write(['one'], never)

  assert.ok(cutBytes > 0 && cutBytes < more.length)
  assert.equal(drained(reader), '\none\n')
})

function drained(reader: number): string {
  const bytes = Buffer.alloc(300_000)
  return bytes.subarray(0, fs.readSync(reader, bytes)).toString()
}

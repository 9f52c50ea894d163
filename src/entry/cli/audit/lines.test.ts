import assert from 'node:assert/strict'
import { test } from 'node:test'
import { linesIn } from './lines.ts'

async function* inPieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}

async function* withoutEnd() {
  for (;;) yield Buffer.alloc(1024 * 1024, 'a')
}

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = []
  for await (const line of lines) found.push(line)
  return found
}

test('a line ends with a newline alone, as JSON leaves other breaks of lines as they are', async () => {
  const lines = await all(linesIn(inPieces('{"a":"x\u2028', 'y"}\n{"b":"\u2029"}\n{', '}')))

  assert.deepEqual(lines, ['{"a":"x\u2028y"}', '{"b":"\u2029"}', '{}'])
})

test('a line without an end is refused before the memory is full of it', async () => {
  await assert.rejects(all(linesIn(withoutEnd())), /a line that no export of a log has/)
})

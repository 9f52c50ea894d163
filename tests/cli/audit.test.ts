import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { connect } from './connecting.ts'
import { aHome, type Started } from './running.ts'

const home = aHome()
const fileIn = (name: string): string => join(home.folder, '..', name)
let server: Started
let connection = ''

before(async () => {
  server = await home.start()
  assert.notEqual(server.url, '', server.stderr())
  connection = (await connect(server, 'alice')).id
  await server.keyhold('token', connection)
  server.child.kill('SIGTERM')
  await server.ended
  // A checkpoint is signed each minute, and at the start.
  server = await home.start()
})

after(() => home.remove())

/** A copy with each line changed. */
function changed(name: string, change: (line: string) => string): string {
  const copy = fileIn(`changed-${name}`)
  const lines = readFileSync(fileIn(name), 'utf8').trimEnd().split('\n')
  writeFileSync(copy, lines.map((line) => `${change(line)}\n`).join(''))
  return copy
}

const verify = (...words: string[]) => home.keyhold(['audit', 'verify', '--plain', ...words])

describe('the log', () => {
  test('proves in the database while the server runs', async () => {
    const { code, stdout, stderr } = await verify()

    assert.deepEqual([code, stdout], [0, 'ok\n'], stderr)
  })

  test('proves as a copy without the database, and not when a letter of it was changed', async () => {
    const written = await home.keyhold(['audit', 'export', '--to', fileIn('log.jsonl')])
    const whole = await verify('--file', fileIn('log.jsonl'))
    const other = await verify(
      '--file',
      changed('log.jsonl', (line) => line.replace('token.read', 'token.lost')),
    )

    assert.equal(written.code, 0, written.stderr)
    assert.deepEqual([whole.code, whole.stdout], [0, 'ok\n'], whole.stderr)
    assert.deepEqual([other.code, other.stdout], [1, 'not ok\n'])
    assert.match(other.stderr, /altered, exchanged or moved/)
  })
})

describe('an excerpt', () => {
  interface Written {
    entries: number
    newer: number
  }
  const path = fileIn('excerpt.jsonl')
  const excerpt = async (): Promise<Written> => {
    for (;;) {
      const of = ['--connection', connection, '--to', path, '--json']
      const { code, stdout, stderr } = await home.keyhold(['audit', 'excerpt', ...of])
      const isEarly = code === 3 // no checkpoint yet
      assert.ok(code === 0 || isEarly, stderr)
      const written = isEarly ? null : (JSON.parse(stdout) as Written)
      if (written?.newer === 0) return written
    }
  }

  test('of a connection proves by the key alone, and holds nothing of another', async () => {
    const { entries } = await excerpt()
    const { code, stdout, stderr } = await verify('--file', path)

    const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
    const shown = lines.filter((line) => line.startsWith('{"type":"entry"'))
    assert.deepEqual([code, stdout], [0, 'ok\n'], stderr)
    assert.equal(shown.length, entries)
    assert.ok(shown.every((line) => line.includes(connection)))
    assert.ok(shown.some((line) => line.includes('"token.read"')))
  })

  test('does not prove when an entry, a path or a block was changed, nor by another key', async () => {
    await excerpt()
    const changes: ((line: string) => string)[] = [
      (line) => line.replace('token.read', 'token.lost'),
      (line) => line.replace('"index":"0"', '"index":"1"'),
      (line) => line.replace(/"count":\d+/, '"count":99'),
      (line) => line.replace(/("type":"block","path":")[^"]*/, '$1AAAA'),
      (line) => (line.includes('token.read') ? line.slice(0, -20) : line),
    ]
    const codes: (number | null)[] = []
    for (const change of changes) codes.push((await verify('--file', changed('excerpt.jsonl', change))).code)
    const key = `keyhold/audit/x+00000000+${Buffer.concat([Buffer.from([1]), Buffer.alloc(32)]).toString('base64')}`
    const byAnother = await verify('--file', path, '--key', key)

    assert.deepEqual(codes, [1, 1, 1, 1, 1])
    assert.equal(byAnother.code, 1)
    assert.match(byAnother.stderr, /signed by none of the keys/)
  })

  test('is not called whole where a checkpoint is signed by another key, and a text that is no key is refused', async () => {
    const key = `keyhold/audit/x+00000000+${Buffer.concat([Buffer.from([1]), Buffer.alloc(32)]).toString('base64')}`
    const told = await home.keyhold(['audit', 'verify', '--key', key])
    const inJson = await home.keyhold(['audit', 'verify', '--key', key, '--json'])
    const refused = await home.keyhold(['audit', 'verify', '--key', 'banana'])

    assert.deepEqual([told.code, inJson.code, refused.code], [1, 1, 2])
    assert.match(told.stdout, /^NOT proved: /)
    const { ok, problems } = JSON.parse(inJson.stdout) as { ok: boolean; problems: { code: string }[] }
    assert.deepEqual([ok, problems.map(({ code }) => code)], [false, ['CHECKPOINT_UNKNOWN']])
    assert.match(refused.stderr, /no public key of checkpoints: banana/)
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineOf, type NumberedEntry } from './line.ts'
import { sinkTarget, targetText } from './target.ts'

const entry: NumberedEntry = {
  seq: 7n,
  epoch: 1,
  xid: '800',
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  atMicroseconds: 1_767_225_600_123_456n,
  logAccount: null,
  logSubject: null,
  actorKind: 'job',
  actor: 'test\n',
  action: 'token.read',
  objectKind: null,
  object: null,
  outcome: 'ok',
  n: 1,
  requestId: null,
  tokenFingerprint: Buffer.from('ab'),
  detail: null,
  private: null,
}
const reading = { environment: {}, production: false, readFile: () => '' }
const targetOf = (raw: string) => sinkTarget.read(raw, reading)!

test('a line of a file is the entry as an export has it, with its number, and no line break', () => {
  const line = lineOf(targetOf('file:/a'), entry)

  const { type, seq, atMicroseconds, tokenFingerprint, actor } = JSON.parse(line) as Record<string, unknown>
  assert.deepEqual(
    { type, seq, atMicroseconds, tokenFingerprint, actor },
    {
      type: 'entry',
      seq: '7',
      atMicroseconds: '1767225600123456',
      tokenFingerprint: 'YWI=',
      actor: 'test\n',
    },
  )
  assert.ok(!line.includes('\n'))
})

test('syslog has a header of RFC 5424 before it, whose severity tells what was refused', () => {
  const target = targetOf('syslog://h')
  const json = lineOf(targetOf('file:/a'), entry)

  assert.equal(lineOf(target, entry), `<110>1 2026-01-01T00:00:00.123456Z - keyhold - token.read - ${json}`)
  assert.match(
    lineOf(target, { ...entry, outcome: 'refused', action: `a b${'c'.repeat(40)}` }),
    /^<108>1 \S+ - keyhold - a_bc{29} - \{/,
  )
})

test('a target is a file with an absolute path, or a syslog receiver', () => {
  const given = [
    'file:/var/log/a%20b.jsonl',
    'file:///var/log/a',
    'syslog://h',
    'syslog+tls://h',
    'syslog+udp://[::1]:5514',
  ]

  const targets = given.map(targetOf)

  assert.deepEqual(targets, [
    { kind: 'file', path: '/var/log/a b.jsonl' },
    { kind: 'file', path: '/var/log/a' },
    { kind: 'tcp', host: 'h', port: 514 },
    { kind: 'tls', host: 'h', port: 6514 },
    { kind: 'udp', host: '::1', port: 5514 },
  ])
  assert.equal(targetText(targets[4]!), 'syslog+udp://[::1]:5514')
})

test('what is no target is refused with what is wanted', () => {
  for (const raw of [
    '/var/log/a',
    'file:log',
    'file:/folder/',
    'file://host/a',
    'syslog:',
    'syslog://u@h',
    'syslog://h/x',
    'https://h',
  ])
    assert.throws(() => targetOf(raw), /wants file:\/absolute\/path/, raw)
})

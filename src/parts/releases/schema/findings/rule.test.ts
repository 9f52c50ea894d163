import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../../../../tests/house/sources.ts'
import { rules } from './rule.ts'

test('X8: the guide tells each rule, with its severity and its cure', () => {
  const guide = readFileSync(join(root, 'docs/guides/schema-diff.md'), 'utf8')

  const told = [...guide.matchAll(/^\| ([A-Z]\d) +\| (\d+) +\| .* \| (.*?) +\|$/gm)].map(
    ([, id, severity, remedy]) => [id, Number(severity), remedy],
  )
  assert.deepEqual(
    told,
    Object.entries(rules).map(([id, { severity, remedy }]) => [id, severity, remedy]),
  )
})

test('X8: each rule has words, a cure and a severity from 0 to 100', () => {
  for (const [id, { title, remedy, severity }] of Object.entries(rules)) {
    assert.match(title, /^[A-Z].*[^.]$/, id)
    assert.match(remedy, /^\S.*\.$/, id)
    assert.ok(severity > 0 && severity <= 100, id)
  }
})

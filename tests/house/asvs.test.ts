import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { absentOf, testsNamedIn, titlesIn } from './named-tests.ts'
import { root } from './sources.ts'

const path = 'docs/reference/asvs.md'
const page = readFileSync(join(root, path), 'utf8')

/** Rows of a requirement, not those that head a group of them. */
const rows = page.split('\n').filter((line) => /^\| \d+\.\d+\.\d+/.test(line))

/** Of each group of the accounts' rules, how many there are. */
const rules = { A: 11, B: 8, C: 16, D: 8, E: 5, J: 7, K: 4, L: 3 }
const ruleOf = (title: string): string | undefined => /^([A-L]\d+):/.exec(title)?.[1]

describe('the table of ASVS', () => {
  test('names tests that are there', () => {
    assert.deepEqual(absentOf(testsNamedIn(path)), [])
  })

  test('says of each requirement what proves it, where it is written, or why not', () => {
    assert.ok(rows.length >= 90)
    assert.deepEqual(
      rows.filter((row) => !/\.test\.ts\)|\| D \[|\*\*gap:\*\*|\| not ours/.test(row)),
      [],
    )
  })

  test('knows which rules of accounts have a test of their number, and which have not', () => {
    const known = new Set(
      // Rules of schema diffs have numbers of their own.
      globSync('{src,tests,console}/**/*.test.ts', {
        cwd: root,
        exclude: ['**/node_modules', 'src/parts/releases/schema'],
      }).flatMap((path) => titlesIn(join(root, path)).map(ruleOf)),
    )
    const without = Object.entries(rules)
      .flatMap(([group, count]) => Array.from({ length: count }, (_, index) => `${group}${index + 1}`))
      .filter((rule) => !known.has(rule))
    const told = [...page.split('## Rules')[1]!.matchAll(/^\| ([A-L]\d+) \|/gm)].map(([, rule]) => rule)

    assert.deepEqual(told, without)
  })
})

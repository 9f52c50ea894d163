import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { anOutside } from '../../src/entry/cli/outside.fixture.ts'
import { programFor } from '../../src/entry/cli/program.ts'
import { absentOf, testsNamedIn } from './named-tests.ts'
import { root } from './sources.ts'

const path = 'docs/guides/threat-model.md'
const page = readFileSync(join(root, path), 'utf8')

const promises = page
  .split('## What is promised')[1]!
  .split('\n## ')[0]!
  .split('\n')
  .filter((line) => line.startsWith('| **'))

describe('the threat model', () => {
  test('names a test for every promise', () => {
    assert.ok(promises.length >= 20)
    assert.deepEqual(
      promises.filter((line) => !line.includes('.test.ts)')),
      [],
    )
  })

  test('names tests that are there', () => {
    assert.deepEqual(absentOf(testsNamedIn(path)), [])
  })

  test('names commands that are there, with options that they take', () => {
    const told = [...page.matchAll(/npx keyhold ([^`#\n]+)/g)].map((match) =>
      match[1]!.replace(/"\$\(.*\)"/, '$HASH').trim(),
    )

    assert.ok(told.length >= 15)
    assert.deepEqual(
      told.filter((words) => !isCommand(words.split(/\s+/))),
      [],
    )
    for (const odd of ['keys forget', 'keys rotate --twice', 'forget'])
      assert.equal(isCommand(odd.split(' ')), false, odd)
  })
})

/** A word of a command is in small letters; what is meant as somebody's own has something else in it. */
const isOwnWord = (word: string): boolean => !/^[a-z][a-z-]*$/.test(word)

function isCommand(words: readonly string[]): boolean {
  let command = programFor({ outside: anOutside().outside, exitCode: 0 })
  const rest = [...words]
  for (;;) {
    const next = command.commands.find((each) => each.name() === rest[0])
    if (!next) break
    command = next
    rest.shift()
  }
  const options = rest.filter((word) => word.startsWith('--'))
  const known = ['--plain', '--json', ...command.options.map(({ long }) => long)]
  const isWhole = rest.filter((word) => !word.startsWith('--')).every(isOwnWord)
  return command.parent !== null && isWhole && options.every((each) => known.includes(each))
}

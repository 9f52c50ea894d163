import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { anOutside } from '../../src/entry/cli/outside.fixture.ts'
import { programFor } from '../../src/entry/cli/program.ts'
import { root } from './sources.ts'

const folder = join(root, 'docs/guides')
const page = readFileSync(join(folder, 'threat-model.md'), 'utf8')

/** A test by its name, in the file that has it. */
const named = [...page.matchAll(/\[([^\]]+)\]\((\S+\.test\.ts)\)/g)].map(([, name, path]) => ({
  name: name!,
  path: join(folder, path!),
}))

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
    const absent = named.filter(({ name, path }) => !existsSync(path) || !hasTest(path, name))

    assert.deepEqual(absent, [])
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

/** As it stands in the code: the title of a test, or of a group of them. */
function hasTest(path: string, name: string): boolean {
  const titles = readFileSync(path, 'utf8').matchAll(/\b(?:test|describe)\(\s*(['"`])(.+?)\1,/gs)
  return [...titles].some(([, , title]) => title === name)
}

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

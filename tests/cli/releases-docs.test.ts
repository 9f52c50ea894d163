import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Command } from 'commander'
import { anOutside } from '../../src/entry/cli/outside.fixture.ts'
import { programFor } from '../../src/entry/cli/program.ts'
import { root } from '../house/sources.ts'

const program = programFor({ outside: anOutside().outside, exitCode: 0 })

/** Command lines of a guide, whole lines of a block or within a sentence. */
const linesOf = (guide: string): string[] => {
  const text = readFileSync(join(root, 'docs/guides', `${guide}.md`), 'utf8')
  return [...text.matchAll(/(?:^|`)(?:npx )?keyhold ([^`\n]+)/gm)].map(([, line]) => line!)
}

const wordsOf = (line: string): string[] =>
  line
    .replace(/ [<>#|].*$/, '')
    .match(/"[^"]*"|\S+/g)!
    .map((word) => word.replaceAll('"', ''))

/** What of a line the program does not know. */
function strangeIn(command: Command, words: readonly string[]): string[] {
  const next = command.commands.find((each) => each.name() === words[0])
  if (next) return strangeIn(next, words.slice(1))
  const options = [...command.options, ...program.options].flatMap(({ long, short }) => [long, short])
  const strange = words.filter((word) => word.startsWith('-') && word !== '-' && !options.includes(word))
  const isLeaf = command.commands.length === 0
  return [...(isLeaf ? [] : [`${command.name()} wants a command`]), ...strange]
}

describe('the command lines of a guide are such as there are', () => {
  for (const guide of ['release-checks', 'github', 'schema-diff'])
    for (const line of linesOf(guide))
      test(`${guide}: keyhold ${line}`, () => {
        assert.deepEqual(strangeIn(program, wordsOf(line)), [])
      })

  test('and what is none is noticed', () => {
    assert.deepEqual(strangeIn(program, wordsOf('flaky gate r.xml --endde 1')), ['--endde'])
    assert.equal(strangeIn(program, wordsOf('flaky')).length, 1)
    assert.ok(linesOf('release-checks').length > 15)
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command } from 'commander'
import { anOutside, said } from './outside.fixture.ts'
import { programFor } from './program.ts'

const program = programFor({ outside: anOutside().outside, exitCode: 0 })

const below = (command: Command): Command[] => [command, ...command.commands.flatMap(below)]
const nameOf = (command: Command): string[] =>
  command.parent ? [...nameOf(command.parent), command.name()] : []
const all = below(program).filter((command) => command.name() !== 'help')

for (const command of all) {
  const words = nameOf(command)
  const title = ['keyhold', ...words].join(' ')

  test(`the help of ${title} begins with examples, and goes to standard output`, async () => {
    const { code, stdout, stderr } = await said([...words, '--help'])

    assert.equal(code, 0)
    assert.equal(stderr, '')
    assert.match(stdout, /^Examples:\n {2}(# .+\n {2})?npx keyhold /)
    assert.ok(stdout.indexOf('Examples:') < stdout.indexOf('Usage: keyhold'))
  })

  test(`the examples of ${title} are command lines that exist, in 80 columns`, async () => {
    const { stdout } = await said([...words, '--help'])

    const lines = stdout
      .slice(0, stdout.indexOf('Usage:'))
      .split('\n')
      .filter((line) => line.includes('npx keyhold'))
    for (const line of lines) {
      const given = line.replace(/#.*/, '').replace('npx keyhold', '').replace(/>.*/, '').trim().split(/\s+/)
      assert.ok(isKnown(program, given), line)
      assert.ok(line.length <= 80, line)
    }
  })

  test(`${title} takes no secret as an option`, () => {
    const names = command.options.map(({ long }) => long ?? '')

    assert.deepEqual(
      names.filter(
        (name) => /secret|password|token|api-?key|credential/.test(name) && !name.endsWith('-hash'),
      ),
      [],
    )
  })
}

/** Whether every leading word is a command, and every option one that it takes. */
function isKnown(command: Command, words: string[]): boolean {
  const next = command.commands.find((each) => each.name() === words[0])
  if (next) return isKnown(next, words.slice(1))
  const options = [...command.options, ...program.options].flatMap(({ long, short }) => [long, short])
  const isLeaf = command.commands.length === 0 || ['connections', 'breakers'].includes(command.name())
  return isLeaf && words.filter((word) => word.startsWith('-')).every((word) => options.includes(word))
}

test('without a command the help goes to standard error with the code of wrong usage', async () => {
  const { code, stdout, stderr } = await said([])

  assert.equal(code, 2)
  assert.equal(stdout, '')
  assert.match(stderr, /^Examples:/)
})

test('a misspelt command is answered with the one that was meant', async () => {
  for (const [given, meant] of [
    [['tokn'], 'token'],
    [['conections'], 'connections'],
    [['keys', 'lst'], 'list'],
    [['connections', 'shwo'], 'show'],
  ] as const) {
    const { code, stderr } = await said(given)

    assert.equal(code, 2)
    assert.match(stderr, new RegExp(`Did you mean ${meant}\\?`))
  }
})

test('a misspelt option, a missing argument, a wrong number and a wrong choice are wrong usage', async () => {
  for (const words of [
    ['keys', 'list', '--limti', '3'],
    ['token'],
    ['token', 'x', '--min-valid', '3601'],
    ['token', 'x', '--min-valid', '-1'],
    ['token', 'x', '--min-valid', '1e3'],
    ['pr', 'merged', 'twelve'],
    ['pr', 'show', '0x10'],
    ['keys', 'destroy', 'first', '--yes'],
    ['connections', '--status', 'dead'],
    ['connect', 'sandbox'],
    ['keys', 'create', '--scope', 'connections:read'],
    ['providers', '--json', '--plain'],
  ]) {
    const { code, stdout, stderr } = await said(words)

    assert.equal(code, 2, words.join(' '))
    assert.equal(stdout, '')
    assert.match(stderr, /^Error: /)
  }
})

test('a misspelt scope is answered with the one that was meant, before anything is called', async () => {
  const { code, stderr } = await said(['keys', 'create', '--name', 'web', '--scope', 'connections:tokn'])

  assert.equal(code, 2)
  assert.match(stderr, /Did you mean connections:token\?/)
})

test('the version is an answer', async () => {
  const { code, stdout } = await said(['--version'])

  assert.equal(code, 0)
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/)
})

test('what cannot be undone wants --yes where nobody can be asked', async () => {
  for (const words of [
    ['connections', 'delete', 'x'],
    ['keys', 'revoke', 'x'],
    ['users', 'erase', 'x'],
  ]) {
    const { code, stderr } = await said(words)

    assert.equal(code, 2, words.join(' '))
    assert.match(stderr, /--yes/)
  }
})

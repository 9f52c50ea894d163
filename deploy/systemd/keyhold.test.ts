import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { neededSecrets } from '../../src/entry/cli/secret-files.ts'

const path = join(import.meta.dirname, 'keyhold.service')
const lines = readFileSync(path, 'utf8').split('\n')
const valuesOf = (name: string): string[] =>
  lines.filter((line) => line.startsWith(`${name}=`)).map((line) => line.slice(name.length + 1))

const isAnalyserThere = spawnSync('systemd-analyze', ['--version']).status === 0
/** What `systemd-analyze security` calls exposure, times ten; a unit without any care has 92. */
const mostExposure = 25

describe('the systemd unit', () => {
  test('starts a program that is there', () => {
    const [, program = ''] = /\/opt\/keyhold\/(\S+) start$/.exec(valuesOf('ExecStart')[0] ?? '') ?? []

    assert.ok(existsSync(join(import.meta.dirname, '../..', program)), program)
  })

  test('hands over secrets that `secrets generate` makes, by the names of their variables', () => {
    const given = valuesOf('LoadCredential').map((each) => each.split(':')[0]!)
    const named = valuesOf('Environment').flatMap((each) => [...each.matchAll(/(\w+)_FILE=%d\/(\w+)/g)])

    for (const [, variable, file] of named) {
      assert.ok(given.includes(file!), file)
      assert.equal(neededSecrets.find((each) => each.file === file)?.variable, variable)
    }
    assert.equal(named.length, given.length)
  })

  test('lets Keyhold end its database itself, and gives it longer than it takes', () => {
    assert.deepEqual(valuesOf('KillMode'), ['mixed'])
    assert.ok(Number(valuesOf('TimeoutStopSec')[0]) >= 30)
  })

  test('leaves the JavaScript engine the right to make machine code', () => {
    assert.deepEqual(valuesOf('MemoryDenyWriteExecute'), [])
  })

  test(
    'is closed well enough for systemd’s own judgement',
    { skip: !isAnalyserThere && 'install systemd (systemd-analyze is absent)' },
    () => {
      const { status, stdout } = spawnSync(
        'systemd-analyze',
        ['security', '--offline=true', '--no-pager', `--threshold=${mostExposure}`, path],
        { encoding: 'utf8' },
      )

      assert.equal(status, 0, stdout.split('\n').slice(-3).join('\n'))
    },
  )
})

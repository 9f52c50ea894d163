import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { bareEnvironment } from '../support/bare-environment.ts'
import { aCheckout, type Checkout } from '../support/checkout.ts'
import { root } from '../house/sources.ts'
import { aHome, type Started } from './running.ts'

const absent = ['bash', 'curl', 'jq', 'tar'].filter(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status !== 0,
)
const home = aHome()
let server: Started
let key = ''
let checkout: Checkout

before(async () => {
  server = await home.start()
  key = (await server.keyhold('keys', 'create', '--name', 'ci', '--scope', 'releases:write')).stdout.trim()
  checkout = aCheckout()
  for (const [name, value] of [
    ['user.name', 'Ada'],
    ['user.email', 'ada@example.org'],
  ])
    checkout.git('config', name!, value!)
})
after(async () => {
  checkout.remove()
  await home.remove()
})

const guide = readFileSync(join(root, 'docs/guides/schema-diff.md'), 'utf8')

/** The lines of a section that a shell runs, each with lines of what the guide says that they print. */
function blocksOf(heading: string): { script: string; printed: string[] }[] {
  const section = guide.slice(guide.indexOf(`\n## ${heading}\n`)).split(/\n## /)[1]!
  const blocks = [...section.matchAll(/```(sh|text)\n([^]*?)```/g)].map(([, kind, text]) => ({
    kind,
    text: text!,
  }))
  return blocks.flatMap(({ kind, text }, at) => {
    const next = blocks[at + 1]
    const printed = next?.kind === 'text' ? next.text.trimEnd().split('\n') : []
    return kind === 'sh' ? [{ script: text, printed }] : []
  })
}

/** The guide's opening, before any section. */
const opening = [...guide.split('\n## ')[0]!.matchAll(/```sh\n([^]*?)```/g)].map(([, script]) => script!)

function run(script: string): { code: number | null; stdout: string; stderr: string } {
  const main = join(root, 'src/entry/cli/main.ts')
  const words = `keyhold() { "${process.execPath}" "${main}" "$@"; }\n${script}`
  const env = { ...bareEnvironment(), KEYHOLD_URL: server.url, KEYHOLD_API_KEY: key, KEYHOLD_KEY: key }
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-c', words], {
    cwd: checkout.folder,
    env,
    encoding: 'utf8',
  })
  return { code: status, stdout, stderr }
}

describe('the guide of schema diffs', { skip: absent.length > 0 && `install ${absent.join(' ')}` }, () => {
  for (const [at, { script, printed }] of blocksOf('From a finding to green').entries())
    test(`X9: leads from a finding to green by the lines that it prints, ${at}`, () => {
      const { code, stdout, stderr } = run(script)

      const said = stdout.split('\n')
      assert.deepEqual(
        printed.filter((line) => !said.includes(line)),
        [],
        stdout + stderr,
      )
      assert.equal(code, printed[0]?.startsWith('critical') ? 1 : 0, stderr)
    })

  for (const [at, script] of opening.entries())
    test(`X6: sends by the lines of curl that it begins with, ${at}`, () => {
      const { code, stdout, stderr } = run(script)

      assert.equal(code, 0, stderr)
      assert.match(stdout, /^critical, 90\.5 of 100$|"score":90\.5,/m)
    })

  test('and has lines of each', () => {
    assert.deepEqual([blocksOf('From a finding to green').length, opening.length], [4, 2])
  })
})

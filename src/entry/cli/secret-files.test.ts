import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, test } from 'node:test'
import { readConfig } from '../../config.ts'
import { parts } from '../../parts.ts'
import { said } from './outside.fixture.ts'
import { drawSecret, neededSecrets } from './secret-files.ts'

let parent: string
let folder: string

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'keyhold-secrets-'))
  folder = join(parent, 'secrets')
})

afterEach(() => rmSync(parent, { recursive: true, force: true }))

const generate = (...words: string[]) => said(['secrets', 'generate', ...words])
const modeOf = (path: string): number => statSync(path).mode & 0o777
const valueOf = (file: string): string => readFileSync(join(folder, file), 'utf8').trim()
const files = neededSecrets.map(({ file }) => file)

describe('secrets generate', () => {
  test('writes a file each that nobody else can read', async () => {
    const { code } = await generate(folder)

    assert.equal(code, 0)
    assert.deepEqual(readdirSync(folder).sort(), files.toSorted())
    assert.deepEqual(
      [modeOf(folder), ...files.map((file) => modeOf(join(folder, file)))],
      [0o700, ...files.map(() => 0o600)],
    )
  })

  test('never says a value when it writes files, in no form', async () => {
    const told = await Promise.all(
      [[], ['--json'], ['--plain']].map((form, index) => generate(`${folder}${index}`, ...form)),
    )

    const values = told.flatMap((_each, index) =>
      files.map((file) => readFileSync(join(`${folder}${index}`, file), 'utf8').trim()),
    )
    for (const { stdout, stderr } of told)
      assert.deepEqual(
        values.filter((value) => (stdout + stderr).includes(value)),
        [],
      )
  })

  test('makes values of 32 bytes, each different', async () => {
    await generate(folder)

    const values = files.map(valueOf)
    assert.deepEqual(
      values.map((value) => Buffer.from(value, 'base64url').length),
      files.map(() => 32),
    )
    assert.equal(new Set(values).size, files.length)
  })

  test('makes what production takes, as files and as variables', async () => {
    await generate(folder)
    const { stdout } = await generate('--env')
    const lines = stdout.split('\n').filter((line) => /^\w+=/.test(line))

    const asFiles = Object.fromEntries(
      neededSecrets.map(({ variable, file }) => [`${variable}_FILE`, join(folder, file)]),
    )
    const asVariables = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)))

    const production = { NODE_ENV: 'production', KEYHOLD_URL: 'https://keyhold.example.org' }
    for (const environment of [asFiles, asVariables])
      readConfig({ ...production, ...environment }, parts, (path) => readFileSync(path, 'utf8'))
    assert.throws(() => readConfig(production, parts, String), /KEYHOLD_MASTER_KEY/)
  })

  test('overwrites nothing, and writes nothing beside what is there', async () => {
    await generate(folder)
    const before = valueOf('master_key')
    rmSync(join(folder, 'internal_api_key'))

    const { code, stderr } = await generate(folder)

    assert.equal(code, 5)
    assert.match(stderr, /master_key.*already; nothing was written/)
    assert.equal(valueOf('master_key'), before)
    assert.ok(!readdirSync(folder).includes('internal_api_key'))
  })

  test('makes only what is missing when it is told to', async () => {
    await generate(folder)
    rmSync(join(folder, 'master_key'))
    writeFileSync(join(folder, 'internal_api_key'), 'brought along')

    const { code, stdout } = await generate(folder, '--missing', '--plain')

    assert.equal(code, 0)
    assert.match(stdout, /^master_key\tKEYHOLD_MASTER_KEY\tmade$/m)
    assert.match(stdout, /^internal_api_key\tINTERNAL_API_KEY\tkept$/m)
    assert.equal(valueOf('internal_api_key'), 'brought along')
  })

  test('makes files for containers readable, and only in a folder that is closed', async () => {
    await generate(folder, '--container')
    const open = join(parent, 'open')
    await generate(open)
    chmodSync(open, 0o755)
    rmSync(join(open, 'master_key'))

    const refused = await generate(open, '--container', '--missing')

    assert.deepEqual([modeOf(folder), modeOf(join(folder, 'master_key'))], [0o700, 0o444])
    assert.equal(refused.code, 2)
    assert.ok(!readdirSync(open).includes('master_key'))
  })

  test('says what each is for and which to back up', async () => {
    const { stdout } = await generate(folder, '--json')

    const { secrets } = JSON.parse(stdout) as {
      secrets: { variable: string; backUp: boolean; purpose: string }[]
    }
    assert.deepEqual(
      secrets.filter(({ backUp }) => backUp).map(({ variable }) => variable),
      ['KEYHOLD_MASTER_KEY'],
    )
    assert.ok(secrets.every(({ purpose }) => purpose.endsWith('.')))
  })

  test('wants to know where to, and takes no folder with --env', async () => {
    const nowhere = await generate()
    const both = await generate(folder, '--env')

    assert.deepEqual([nowhere.code, both.code], [2, 2])
  })
})

test('a value that looks like an example or like an option is drawn again', () => {
  const likeDev = Buffer.from(`dev${'x'.repeat(40)}`, 'base64url')
  const likeOption = Buffer.from(`-${'x'.repeat(42)}`, 'base64url')
  const good = Buffer.from('Good'.repeat(11), 'base64url').subarray(0, 32)
  const draws = [likeDev, likeOption, good]

  const value = drawSecret(() => draws.shift()!)

  assert.equal(value, good.toString('base64url'))
})

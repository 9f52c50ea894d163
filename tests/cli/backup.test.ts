import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Got } from '../../client/asked.ts'
import { connect } from './connecting.ts'
import { aHome, type Started } from './running.ts'

const home = aHome()
const folder = join(home.folder, '..', 'sets')
const newHome = join(home.folder, '..', 'new-home')
let server: Started
let id = ''

before(async () => {
  server = await home.start()
  assert.notEqual(server.url, '', server.stderr())
  id = (await connect(server, 'alice')).id
})

after(() => home.remove())

const masterKey = (): string => readFileSync(join(home.folder, 'master.key'), 'utf8').trim()

interface Answer {
  file: string
  keys: string
  rows: number
  removed: string[]
}

const backUp = async (...words: string[]): Promise<Answer> => {
  const { code, stdout, stderr } = await home.keyhold(['backup', '--json', ...words])
  assert.equal(code, 0, stderr)
  return JSON.parse(stdout) as Answer
}

const backups = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.khb'))

describe('backup, while the server runs', () => {
  test('writes two files that are ours alone, and tells where', async () => {
    const { code, stdout, stderr } = await home.keyhold(['backup', '--to', folder])

    assert.equal(code, 0, stderr)
    const [name] = backups()
    assert.match(stdout, new RegExp(`^${join(folder, name!)}: [\\d,]+ rows of \\d+ tables, \\d+ KiB\\.\n$`))
    assert.match(stderr, /keyhold\.keys; the master key is in neither/)
    for (const file of [name!, 'keyhold.keys']) assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600)
    assert.deepEqual(readdirSync(folder).sort(), [name, 'keyhold.keys'].sort())
  })

  test('shows no progress where no person sees it', async () => {
    const { stderr } = await home.keyhold(['backup', join(folder, 'seen.khb')])

    assert.doesNotMatch(stderr, / left|\r/)
  })

  test('holds no token in the clear', async () => {
    const token = await server.answerTo<Got<'/api/connections/{id}/token'>>('token', id)
    const { file, keys } = await backUp(join(folder, 'canary.khb'))

    for (const path of [file, keys]) assert.equal(readFileSync(path).includes(token.access_token), false)
  })

  test('with --keep-days removes what is older, and no file of anybody else', async () => {
    const kept = join(folder, 'kept')
    const { file } = await backUp(join(kept, 'mine.khb'))
    const old = join(kept, 'keyhold-20200101T000000Z.khb')
    const foreign = join(kept, 'keyhold-20200102T000000Z.khb')
    const leftOver = join(kept, 'keyhold-20200103T000000Z.khb.1.tmp')
    writeFileSync(old, readFileSync(file))
    writeFileSync(foreign, 'somebody else wrote this')
    writeFileSync(leftOver, 'cut off')
    utimesSync(leftOver, 0, 0)

    const { removed, file: newest } = await backUp('--to', kept, '--keep-days', '30')

    assert.deepEqual(removed, ['keyhold-20200101T000000Z.khb'])
    const expected = [basename(foreign), 'keyhold.keys', 'mine.khb', basename(newest)]
    assert.deepEqual(readdirSync(kept).sort(), expected.sort())
  })

  test('writes over nothing', async () => {
    const { code, stderr } = await home.keyhold(['backup', join(folder, 'seen.khb')])

    assert.equal(code, 5)
    assert.match(stderr, /is there already/)
  })

  test("does not write over another deployment's keys", async () => {
    const strange = join(folder, 'strange')
    mkdirSync(strange)
    writeFileSync(join(strange, 'keyhold.keys'), 'keys of somebody else')

    const { code, stderr } = await home.keyhold(['backup', '--to', strange])

    assert.equal(code, 1)
    assert.match(stderr, /\(KEYS_FOREIGN\)/)
    assert.deepEqual(readdirSync(strange), ['keyhold.keys'])
    assert.equal(readFileSync(join(strange, 'keyhold.keys'), 'utf8'), 'keys of somebody else')
  })

  test('ends with the reason where nothing can be written', async () => {
    const file = join(folder, 'seen.khb')

    const [below, system] = await Promise.all([
      home.keyhold(['backup', '--to', join(file, 'a', 'b')]),
      home.keyhold(['backup', '--to', '/proc/keyhold/a']),
    ])

    assert.deepEqual([below.code, system.code], [1, 1])
    assert.match(below.stderr, /a part of that path is a file/i)
    assert.match(system.stderr, /Cannot use \/proc\/keyhold/)
  })

  test('takes either a file or a folder', async () => {
    const { code } = await home.keyhold(['backup', 'a.khb', '--to', folder])

    assert.equal(code, 2)
  })
})

describe('restore', () => {
  const set = (): string => join(folder, 'seen.khb')
  const restore = (words: string[], environment: Record<string, string> = {}) =>
    home.keyhold(['restore', set(), ...words], { KEYHOLD_HOME: newHome, ...environment })

  test('is refused while a server runs on the home', async () => {
    const { code, stderr } = await home.keyhold(['restore', set(), '--yes'])

    assert.equal(code, 1)
    assert.match(stderr, /already runs/)
  })

  test('asks first, and without a terminal wants --yes', async () => {
    const { code, stderr } = await restore([], { KEYHOLD_MASTER_KEY: masterKey() })

    assert.equal(code, 2)
    assert.match(stderr, /Restore [\d,]+ rows, as they were 20.*\? There is nobody here to ask/)
  })

  test('checks a file without a database, and tells what is wrong with it', async () => {
    const damaged = join(folder, 'damaged.khb')
    writeFileSync(damaged, readFileSync(set()).subarray(0, -10))

    const whole = await restore(['--dry-run'], { KEYHOLD_MASTER_KEY: masterKey() })
    const cut = await home.keyhold(['restore', damaged, '--dry-run'])
    const foreign = await restore(['--dry-run'], {
      KEYHOLD_MASTER_KEY: Buffer.alloc(32, 3).toString('base64'),
    })
    const keyless = await restore(['--dry-run'])
    const absent = await home.keyhold(['restore', 'nowhere.khb'])
    const lone = await restore(['--dry-run', '--keys', 'nowhere.keys'], { KEYHOLD_MASTER_KEY: masterKey() })

    assert.match(whole.stdout, /^Whole and genuine: /)
    assert.deepEqual(
      [cut, foreign, keyless, absent, lone].map(({ code }) => code),
      [1, 4, 4, 3, 3],
    )
    assert.match(cut.stderr, /\(TRUNCATED\)/)
    assert.match(foreign.stderr, /made under the master key [0-9a-f]{16}/)
    assert.match(keyless.stderr, /There is no master key/)
    assert.match(lone.stderr, /\(KEYS_MISSING\)/)
  })

  test('makes a new home of it, from which a server serves the same token', async () => {
    const token = await server.answerTo<Got<'/api/connections/{id}/token'>>('token', id)
    server.child.kill('SIGTERM')
    await server.ended
    const environment = { KEYHOLD_HOME: newHome, KEYHOLD_MASTER_KEY: masterKey() }

    const done = await restore(['--yes', '--verify-all', '--json'], environment)

    assert.equal(done.code, 0, done.stderr)
    const { sealed } = JSON.parse(done.stdout) as { sealed: { unreadable: number; opened: number }[] }
    assert.ok(sealed.some(({ opened }) => opened > 0))
    assert.ok(sealed.every(({ unreadable }) => unreadable === 0))
    const again = await home.start(environment)
    assert.notEqual(again.url, '', again.stderr())
    const { stdout, stderr } = await home.keyhold(['token', id, '--json', '--url', again.url], environment)
    assert.equal(
      (JSON.parse(stdout || '{}') as Got<'/api/connections/{id}/token'>).access_token,
      token.access_token,
      stderr,
    )
  })

  test('goes into no home that a server has used', async () => {
    const { code, stderr } = await home.keyhold(['restore', set(), '--yes'])

    assert.equal(code, 5)
    assert.match(stderr, /\(NOT_EMPTY\)/)
  })

  test('a backup of a home whose server is stopped starts the database for the time being', async () => {
    const { file } = await backUp(join(folder, 'stopped.khb'))

    assert.ok(statSync(file).size > 1000)
  })
})

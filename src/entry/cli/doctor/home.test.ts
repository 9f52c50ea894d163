import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { localWrapper } from '../../../parts/vault/wrap-local.ts'
import { said } from '../outside.fixture.ts'
import type { Finding } from './finding.ts'
import { fitFinding, type StoredKey } from './key-fit.ts'
import { fingerprintOf, masterKeyFinding } from './master-key.ts'
import { diskFinding, homeFindings } from './on-disk.ts'
import { aHome, aSubject, masterKey } from './subject.fixture.ts'

let folder: string

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyhold-doctor-'))
})

after(() => rmSync(folder, { recursive: true }))

const levelOf = (findings: readonly Finding[], check: string): string | undefined =>
  findings.find((finding) => finding.check === check)?.level

describe('the home', () => {
  test('is well when it and its keys are closed to others', () => {
    const subject = aSubject({ KEYHOLD_HOME: aHome(folder, 'well') })

    const findings = [...homeFindings(subject), masterKeyFinding(subject), diskFinding(subject)]

    assert.deepEqual(
      findings.map(({ check, level }) => [check, level]).filter(([, level]) => level !== 'ok'),
      [],
    )
  })

  test('that others may write, and keys that others may read, fail with the command that mends it', () => {
    const home = aHome(folder, 'open')
    chmodSync(home, 0o777)
    for (const file of ['master.key', 'operator.key']) chmodSync(join(home, file), 0o644)
    const subject = aSubject({ KEYHOLD_HOME: home })

    const findings = [...homeFindings(subject), masterKeyFinding(subject)]

    assert.deepEqual(
      findings.filter(({ level }) => level === 'fail').map(({ fix }) => fix),
      [
        `chmod 711 ${subject.home}`,
        `chmod 600 ${join(subject.home, 'operator.key')}`,
        `chmod 600 ${join(subject.home, 'master.key')}`,
      ],
    )
  })

  test('that is not there yet is worth a word, and looking makes nothing', () => {
    const home = join(folder, 'absent')
    const subject = aSubject({ KEYHOLD_HOME: home })

    assert.equal(levelOf(homeFindings(subject), 'home'), 'warn')
    assert.equal(masterKeyFinding(subject).level, 'warn')
    assert.equal(diskFinding(subject).level, 'ok')
    assert.ok(!existsSync(home))
  })

  test('tells how many answers wait in the spill', () => {
    const home = aHome(folder, 'spilled')
    mkdirSync(join(home, 'spill'))
    for (const name of ['a-1.json', 'b-2.json', 'c-3.json.9.tmp'])
      writeFileSync(join(home, 'spill', name), '{}')

    const finding = homeFindings(aSubject({ KEYHOLD_HOME: home })).find(({ check }) => check === 'spill')

    assert.equal(finding?.level, 'warn')
    assert.match(finding?.text ?? '', /^2 answers/)
    assert.equal(readdirSync(join(home, 'spill')).length, 3)
  })
})

describe('the master key', () => {
  test('is named as the vault names it', () => {
    assert.equal(fingerprintOf(masterKey), localWrapper(masterKey).fingerprint)
  })

  test('fits when every key in the database names it', async () => {
    const subject = aSubject({ KEYHOLD_HOME: aHome(folder, 'fits') })
    const name = { id: 1, purpose: 'seal', deploymentId: '01a1fcdf-0000-7000-8000-000000000001' }
    const wrappedBy = async (key: Buffer): Promise<StoredKey> => ({
      ...name,
      wrapped: await localWrapper(key).wrap(name, Buffer.alloc(32), Buffer.alloc(12)),
      wrappedPrevious: null,
      supersededAt: null,
    })
    const [own, foreign] = [await wrappedBy(masterKey), await wrappedBy(Buffer.alloc(32, 1))]
    const levelFor = async (keys: StoredKey[], given = subject) => (await fitFinding(given, keys)).level

    assert.equal(await levelFor([own]), 'ok')
    assert.equal(await levelFor([]), 'ok')
    assert.equal(await levelFor([own, foreign]), 'fail')
    assert.equal(await levelFor([own], aSubject({ KEYHOLD_HOME: join(folder, 'none') })), 'fail')
  })

  test('from before a change is worth a word for a week, with its end and the key that is wanted then', async () => {
    const subject = aSubject({ KEYHOLD_HOME: aHome(folder, 'superseded') })
    const newKey = Buffer.alloc(32, 1)
    const name = { id: 1, purpose: 'seal', deploymentId: '01a1fcdf-0000-7000-8000-000000000001' }
    const wrap = (key: Buffer) => localWrapper(key).wrap(name, Buffer.alloc(32), Buffer.alloc(12))
    const changed = { ...name, wrapped: await wrap(newKey), supersededAt: new Date('2026-01-01T00:00:00Z') }
    const open = { ...changed, wrappedPrevious: await wrap(masterKey) }
    const foreign = { ...changed, wrappedPrevious: await wrap(Buffer.alloc(32, 2)) }

    const finding = await fitFinding(subject, [open, { ...open, id: 2 }])
    const partly = await fitFinding(subject, [open, foreign])

    assert.equal(finding.level, 'warn')
    assert.match(finding.text, new RegExp(`^${fingerprintOf(masterKey)} .*until 2026-01-08T00:00:00Z`))
    assert.match(finding.fix ?? '', new RegExp(`${fingerprintOf(newKey)} in KEYHOLD_MASTER_KEY`))
    assert.equal(partly.level, 'fail')
  })

  test("of the environment goes before the home's", () => {
    const other = Buffer.alloc(32, 9)
    const subject = aSubject({
      KEYHOLD_HOME: aHome(folder, 'both'),
      KEYHOLD_MASTER_KEY: other.toString('base64'),
    })

    assert.match(masterKeyFinding(subject).text, new RegExp(`${fingerprintOf(other)}, from the environment`))
  })

  test('of the home does not count in production', () => {
    const subject = aSubject({ KEYHOLD_HOME: aHome(folder, 'production') }, true)

    assert.equal(masterKeyFinding(subject).level, 'fail')
  })
})

test('the whole look ends with 1 when something fails, and holds no secret', async () => {
  const KEYHOLD_HOME = aHome(folder, 'whole')
  const environment = {
    KEYHOLD_HOME,
    PORT: '0',
    DATABASE_URL: 'postgres://web:pass-word-1@127.0.0.1:1/app',
    KEYHOLD_URL: 'ftp://u:pass-word-2@x',
  }

  const { code, stdout } = await said(['doctor', '--json'], environment)

  const { version, ok, checks } = JSON.parse(stdout)
  assert.deepEqual([code, version, ok], [1, 1, false])
  assert.ok(checks.some(({ check, level }: Finding) => check === 'database' && level === 'fail'))
  for (const secret of ['pass-word-1', 'pass-word-2', masterKey.toString('base64'), 'kho_secret'])
    assert.ok(!stdout.includes(secret), secret)
})

import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { sha256 } from '../../../kit/hash.ts'
import { localWrapper } from '../../../parts/vault/wrap-local.ts'
import { said } from '../outside.fixture.ts'
import type { Catalogue } from './catalogue.ts'
import type { Finding } from './finding.ts'
import { listeningFinding } from './listening.ts'
import { fingerprintOf, fitFinding, masterKeyFinding } from './master-key.ts'
import { diskFinding, homeFindings } from './on-disk.ts'
import { productionFindings } from './production.ts'
import { providerFindings } from './provider-findings.ts'
import { grantOf, guardFinding, loginFinding, ownershipFinding, roleFindings } from './role-findings.ts'
import { compared } from './schema-findings.ts'
import { type Subject, subjectOf } from './subject.ts'

const masterKey = Buffer.alloc(32, 7)
let folder: string

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyhold-doctor-'))
})

after(() => rmSync(folder, { recursive: true }))

const levelOf = (findings: readonly Finding[], check: string): string | undefined =>
  findings.find((finding) => finding.check === check)?.level

/** A home as a first start leaves it. */
function aHome(name: string): string {
  const home = join(folder, name)
  mkdirSync(home, { mode: 0o711 })
  chmodSync(home, 0o711)
  for (const [file, text] of [
    ['master.key', masterKey.toString('base64')],
    ['operator.key', 'kho_secret'],
  ] as const) {
    writeFileSync(join(home, file), `${text}\n`, { mode: 0o600 })
  }
  return home
}

const aSubject = (environment: Record<string, string>, production = false): Subject =>
  subjectOf(environment, production).subject

describe('the home', () => {
  test('is well when it and its keys are closed to others', () => {
    const subject = aSubject({ KEYHOLD_HOME: aHome('well') })

    const findings = [...homeFindings(subject), masterKeyFinding(subject), diskFinding(subject)]

    assert.deepEqual(
      findings.map(({ check, level }) => [check, level]).filter(([, level]) => level !== 'ok'),
      [],
    )
  })

  test('that others may write, and keys that others may read, fail with the command that mends it', () => {
    const home = aHome('open')
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
    const home = aHome('spilled')
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

  test('fits when every key in the database names it', () => {
    const subject = aSubject({ KEYHOLD_HOME: aHome('fits') })
    const own = fingerprintOf(masterKey)

    assert.equal(fitFinding(subject, [own]).level, 'ok')
    assert.equal(fitFinding(subject, []).level, 'ok')
    assert.equal(fitFinding(subject, [own, '00'.repeat(8)]).level, 'fail')
    assert.equal(fitFinding(aSubject({ KEYHOLD_HOME: join(folder, 'none') }), [own]).level, 'fail')
  })

  test("of the environment goes before the home's", () => {
    const other = Buffer.alloc(32, 9)
    const subject = aSubject({ KEYHOLD_HOME: aHome('both'), KEYHOLD_MASTER_KEY: other.toString('base64') })

    assert.match(masterKeyFinding(subject).text, new RegExp(`${fingerprintOf(other)}, from the environment`))
  })

  test('of the home does not count in production', () => {
    const subject = aSubject({ KEYHOLD_HOME: aHome('production') }, true)

    assert.equal(masterKeyFinding(subject).level, 'fail')
  })
})

describe('the configuration', () => {
  test('tells every mistake on a line of its own, with its cure', () => {
    const { findings } = subjectOf(
      { KEYHOLD_HOME: join(folder, 'none'), PORT: 'x', KEYHOLD_URL: 'nowhere', KEYHOLD_MASTER_KEY: 'short' },
      false,
    )

    assert.deepEqual(
      findings.map(({ level }) => level),
      ['fail', 'fail', 'fail'],
    )
    assert.ok(findings.every(({ fix }) => fix !== null && fix.length > 0))
    assert.ok(findings.some(({ fix }) => fix?.includes('openssl rand')))
  })

  test("is read by production's rules when they are asked for", () => {
    const environment = { KEYHOLD_HOME: join(folder, 'none') }

    assert.equal(subjectOf(environment, false).findings[0]?.level, 'ok')
    assert.equal(subjectOf(environment, true).findings[0]?.level, 'fail')
  })

  test('whose file is missing is told as such', () => {
    const { subject, findings } = subjectOf(
      { KEYHOLD_HOME: join(folder, 'none'), KEYHOLD_PROVIDERS_FILE: join(folder, 'nope.json') },
      false,
    )

    assert.equal(subject.settings, null)
    assert.match(findings[0]?.text ?? '', /nope\.json/)
  })

  test('gives each provider its redirect URI, and what of it nobody documented', () => {
    const file = join(folder, 'providers.json')
    const entry = {
      id: 'my-idp',
      title: 'Mine',
      authorizeUrl: 'https://idp.example/a',
      tokenUrl: 'https://idp.example/t',
      scopes: {},
      identity: { from: 'token_answer', subject: ['/id'] },
      unverified: [{ field: 'rotation', source: 'a guess' }],
    }
    writeFileSync(file, JSON.stringify(entry))
    const subject = aSubject({
      KEYHOLD_HOME: join(folder, 'none'),
      KEYHOLD_PROVIDERS_FILE: file,
      KEYHOLD_URL: 'https://keyhold.example',
      MY_IDP_CLIENT_ID: 'a',
      MY_IDP_CLIENT_SECRET: 'b',
    })

    const findings = providerFindings(subject)

    assert.match(findings[0]?.text ?? '', /my-idp: .*https:\/\/keyhold\.example\/my-idp\/callback/)
    assert.deepEqual([findings[1]?.level, findings[1]?.check], ['warn', 'provider_unverified'])
    assert.match(findings[1]?.text ?? '', /rotation/)
  })
})

describe('production', () => {
  test('wants to be told so, an https address, and a home that lasts', () => {
    const findings = productionFindings({}, aSubject({ KEYHOLD_HOME: aHome('temporary') }, true))

    assert.deepEqual(
      findings.map(({ check, level }) => [check, level]),
      [
        ['environment', 'fail'],
        ['address', 'fail'],
        ['host', 'ok'],
        ['home_lasts', 'fail'],
      ],
    )
  })

  test('has these in order', () => {
    const environment = {
      NODE_ENV: 'production',
      KEYHOLD_URL: 'https://keyhold.example',
      HOST: '127.0.0.1',
      KEYHOLD_HOME: '/var/lib/keyhold',
    }

    const findings = productionFindings(environment, aSubject(environment, true))

    assert.deepEqual(
      findings.filter(({ level }) => level !== 'ok'),
      [],
    )
  })

  test('warns of a port that is open to others without TLS, and fails for plain http', () => {
    const findings = productionFindings(
      { HOST: '0.0.0.0', KEYHOLD_URL: 'http://keyhold.example' },
      aSubject({}, true),
    )

    assert.deepEqual([levelOf(findings, 'host'), levelOf(findings, 'address')], ['warn', 'fail'])
  })
})

describe('the port', () => {
  test('is free, or taken by another program', async () => {
    const stranger = createServer((_request, response) => response.end('hello'))
    await new Promise<void>((resolve) => void stranger.listen(0, '127.0.0.1', resolve))
    const { port } = stranger.address() as AddressInfo
    const subject = aSubject({ KEYHOLD_HOME: join(folder, 'none'), PORT: String(port) })

    const taken = await listeningFinding(subject)
    stranger.closeAllConnections()
    await new Promise((resolve) => stranger.close(resolve))
    const free = await listeningFinding(subject)

    assert.deepEqual([taken.level, free.level], ['fail', 'ok'])
    assert.match(taken.fix ?? '', /PORT=/)
  })
})

const aRole = (name: string) => ({
  name,
  canLogin: false,
  isSuperuser: false,
  bypassesRls: false,
  mayMakeRoles: false,
})
const roleNames = ['keyhold_app', 'keyhold_jobs', 'keyhold_lookup', 'keyhold_audit']
const aCatalogue: Catalogue = {
  versionNumber: 180_004,
  version: '18.4',
  databaseName: 'app',
  login: 'web',
  roles: [...roleNames.map(aRole), { ...aRole('web'), canLogin: true }],
  memberOf: ['keyhold_app', 'keyhold_jobs'],
  tables: [
    { name: 'accounts', owner: 'maker', isOwned: true, isGuarded: true },
    { name: 'lookup', owner: 'maker', isOwned: false, isGuarded: false },
  ],
  hasSchema: true,
}

describe('logins, roles and tables', () => {
  test('are in order', () => {
    const findings = [
      ...roleFindings(aCatalogue, 'maker'),
      loginFinding(aCatalogue, 'web'),
      ownershipFinding(aCatalogue, true),
      guardFinding(aCatalogue),
    ]

    assert.deepEqual(
      findings.filter(({ level }) => level !== 'ok'),
      [],
    )
  })

  test('a role that is missing fails, and so does one with a right too many', () => {
    const missing = { ...aCatalogue, roles: aCatalogue.roles.slice(1) }
    const mighty = {
      ...aCatalogue,
      roles: [{ ...aRole('keyhold_app'), bypassesRls: true }, ...aCatalogue.roles.slice(1)],
    }

    assert.equal(levelOf(roleFindings(missing, 'maker'), 'roles'), 'fail')
    assert.equal(levelOf(roleFindings(mighty, 'maker'), 'roles'), 'fail')
  })

  test('a login that may not take its roles fails, and so does one that may take the look-up role too', () => {
    assert.equal(
      grantOf({ ...aCatalogue, memberOf: ['keyhold_app'] }, 'maker').fix,
      'grant keyhold_jobs to "web"',
    )
    assert.equal(
      grantOf({ ...aCatalogue, memberOf: [...aCatalogue.memberOf, 'keyhold_lookup'] }, 'maker').level,
      'fail',
    )
  })

  test('the login that migrates may take them all', () => {
    assert.equal(grantOf({ ...aCatalogue, memberOf: roleNames }, 'web').level, 'ok')
  })

  test('a superuser or a login with BYPASSRLS fails: no policy holds for it', () => {
    for (const right of [{ isSuperuser: true }, { bypassesRls: true }]) {
      assert.equal(
        loginFinding({ ...aCatalogue, roles: [{ ...aRole('web'), ...right }] }, 'web').level,
        'fail',
      )
    }
  })

  test('a login that owns tables fails in production, and is worth a word elsewhere', () => {
    assert.equal(ownershipFinding({ ...aCatalogue, login: 'maker' }, true).level, 'fail')
    assert.equal(ownershipFinding({ ...aCatalogue, login: 'maker' }, false).level, 'warn')
  })

  test('a table with rows of accounts that does not force row-level security fails by name', () => {
    const open = {
      ...aCatalogue,
      tables: [{ name: 'connections', owner: 'maker', isOwned: true, isGuarded: false }],
    }

    assert.match(guardFinding(open).fix ?? '', /alter table "connections" .*force row level security/)
  })
})

describe('the schema', () => {
  const known = [
    { number: 1, name: '0001_a', sql: 'select 1' },
    { number: 2, name: '0002_b', sql: 'select 2' },
  ]
  const applied = known.map(({ number, name, sql }) => ({ number, name, checksum: sha256(sql) }))

  test('is at the newest, behind, ahead, or of another form', () => {
    const altered = [applied[0]!, { ...applied[1]!, checksum: sha256('select 3') }]

    const levels = [
      compared(applied, known),
      compared(applied.slice(0, 1), known),
      compared([...applied, { number: 3, name: '0003_c', checksum: sha256('') }], known),
      compared(altered, known),
    ].map(({ level }) => level)

    assert.deepEqual(levels, ['ok', 'warn', 'fail', 'fail'])
  })
})

test('the whole look ends with 1 when something fails, and holds no secret', async () => {
  const KEYHOLD_HOME = aHome('whole')
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

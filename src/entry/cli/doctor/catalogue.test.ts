import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sha256 } from '../../../kit/hash.ts'
import type { Catalogue } from './catalogue.ts'
import type { Finding } from './finding.ts'
import {
  grantOf,
  guardFinding,
  loginFinding,
  ownershipFinding,
  roleFindings,
  strangersFinding,
} from './role-findings.ts'
import { compared } from './schema-findings.ts'

const levelOf = (findings: readonly Finding[], check: string): string | undefined =>
  findings.find((finding) => finding.check === check)?.level

const aRole = (name: string) => ({
  name,
  canLogin: false,
  isSuperuser: false,
  bypassesRls: false,
  mayMakeRoles: false,
})
const roleNames = ['keyhold_app', 'keyhold_jobs', 'keyhold_lookup', 'keyhold_audit', 'keyhold_backup']
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
  strangers: [],
  hasSchema: true,
}

describe('logins, roles and tables', () => {
  test('are in order', () => {
    const findings = [
      ...roleFindings(aCatalogue, 'maker'),
      loginFinding(aCatalogue, 'web'),
      ownershipFinding(aCatalogue, true),
      guardFinding(aCatalogue),
      strangersFinding(aCatalogue),
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

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { Finding } from './finding.ts'
import { listeningFinding } from './listening.ts'
import { passkeyFindings } from './passkey-finding.ts'
import { productionFindings } from './production.ts'
import { providerFindings } from './provider-findings.ts'
import { aHome, aSubject } from './subject.fixture.ts'
import { subjectOf } from './subject.ts'

let folder: string

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyhold-doctor-'))
})

after(() => rmSync(folder, { recursive: true }))

const levelOf = (findings: readonly Finding[], check: string): string | undefined =>
  findings.find((finding) => finding.check === check)?.level

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

describe('passkeys', () => {
  const environment = { KEYHOLD_URL: 'https://keyhold.example.org', FRONTEND_URL: 'https://app.example.org' }

  test('are missed on pages that no browser lets use them', () => {
    const [finding] = passkeyFindings(aSubject(environment))

    assert.equal(finding?.level, 'warn')
    assert.match(finding.text, /^pages of https:\/\/app\.example\.org .* keyhold\.example\.org$/)
  })

  test('are no finding where every page may', () => {
    for (const own of [{ PASSKEY_RP_ID: 'example.org' }, { FRONTEND_URL: environment.KEYHOLD_URL }])
      assert.deepEqual(passkeyFindings(aSubject({ ...environment, ...own })), [])
  })
})

describe('production', () => {
  test('wants to be told so, an https address, and a home that lasts', () => {
    const findings = productionFindings({}, aSubject({ KEYHOLD_HOME: aHome(folder, 'temporary') }, true))

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

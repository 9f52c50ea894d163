import assert from 'node:assert/strict'
import { createServer as createPlainServer } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, test } from 'node:test'
import { type CertificateOptions, makeAuthority, makeCertificate } from './certificate.fixture.ts'
import type { Finding } from './finding.ts'
import { publicAddressFindings } from './public-address.ts'
import { aSubject } from './subject.fixture.ts'

// The real one, as TLS looks at it too; in whole seconds, as a certificate's are.
const now = new Date(Math.floor(Date.now() / 1000) * 1000)
const day = 86_400_000
const inDays = (days: number): Date => new Date(now.getTime() + days * day)

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function listening(server: Server | ReturnType<typeof createPlainServer>): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A server with a self-made certificate on loopback, looked at as a deployment's own address. */
async function look(
  certificate: Partial<CertificateOptions>,
  { trusts = true, status = 200 }: { trusts?: boolean; status?: number } = {},
): Promise<Finding[]> {
  const made = makeCertificate({
    names: ['localhost'],
    begins: inDays(-30),
    ends: inDays(60),
    ...certificate,
  })
  const port = await listening(
    createServer(made, (_request, response) => response.writeHead(status).end('{}')),
  )
  const trusted = trusts ? [certificate.by?.cert ?? made.cert] : []
  return publicAddressFindings(subjectAt(`https://localhost:${port}`), { trusted, now })
}

const subjectAt = (KEYHOLD_URL: string) =>
  aSubject({ KEYHOLD_HOME: join(tmpdir(), 'keyhold-none'), KEYHOLD_URL })
const levelsOf = (findings: readonly Finding[]): string[] =>
  findings.map(({ check, level }) => `${level} ${check}`)

describe('the certificate of KEYHOLD_URL', () => {
  test('that is trusted, for this name and not at its end is well, with its days left', async () => {
    const findings = await look({})

    assert.deepEqual(levelsOf(findings), ['ok certificate', 'ok public_address'])
    assert.match(findings[0]!.text, /60 days left/)
  })

  test('of an authority that is trusted is well too', async () => {
    const by = makeAuthority('An Authority', inDays(-400), inDays(400))

    assert.deepEqual(levelsOf(await look({ by })), ['ok certificate', 'ok public_address'])
  })

  test('that is self-made fails with the way to a public one', async () => {
    const [finding] = await look({}, { trusts: false })

    assert.equal(finding?.level, 'fail')
    assert.match(`${finding?.text} ${finding?.fix}`, /self-made.*certbot/)
  })

  test('without its chain fails with the file that has it', async () => {
    const [finding] = await look(
      { by: makeAuthority('Unknown', inDays(-400), inDays(400)) },
      { trusts: false },
    )

    assert.equal(finding?.level, 'fail')
    assert.match(finding?.fix ?? '', /fullchain\.pem/)
  })

  test('for another name fails with both names', async () => {
    const [finding] = await look({ names: ['api.example.org', 'www.example.org'] })

    assert.equal(finding?.level, 'fail')
    assert.match(finding?.text ?? '', /for api\.example\.org, www\.example\.org, not for localhost/)
    assert.match(finding?.fix ?? '', /KEYHOLD_URL/)
  })

  test('that has ended fails with the command that renews it', async () => {
    const findings = await look({
      begins: new Date('2020-01-01T00:00:00Z'),
      ends: new Date('2020-04-01T00:00:00Z'),
    })

    assert.deepEqual(levelsOf(findings), ['fail certificate', 'ok public_address'])
    assert.match(`${findings[0]?.text} ${findings[0]?.fix}`, /ended on 2020-04-01.*certbot renew/)
  })

  test('that nobody renewed in time is worth a word, one of a short life not before its own last fifth', async () => {
    const late = await look({ begins: inDays(-80), ends: inDays(10) })
    const short = await look({ begins: inDays(-4), ends: inDays(2) })

    assert.deepEqual([late[0]?.level, short[0]?.level], ['warn', 'ok'])
    assert.match(late[0]!.text, /in 10 days/)
  })

  test('that is good only later fails with the clock', async () => {
    const [finding] = await look({ begins: inDays(2), ends: inDays(60) })

    assert.match(`${finding?.level} ${finding?.fix}`, /fail .*timedatectl/)
  })
})

describe('what answers at KEYHOLD_URL', () => {
  test('may be a proxy that reaches no server, one that hides the name, or another program', async () => {
    const answers = await Promise.all([502, 421, 404].map((status) => look({}, { status })))

    assert.deepEqual(
      answers.map((findings) => findings[1]?.level),
      ['warn', 'fail', 'fail'],
    )
    assert.match(answers[0]![1]!.fix ?? '', /npm start/)
    assert.match(answers[1]![1]!.fix ?? '', /Host/)
  })

  test('may be nobody', async () => {
    const port = await listening(createPlainServer())
    closing.pop()!()

    const findings = await publicAddressFindings(subjectAt(`https://localhost:${port}`))

    assert.deepEqual(levelsOf(findings), ['fail public_address'])
    assert.match(findings[0]!.text, /nobody listens/)
  })

  test('may speak no TLS', async () => {
    const port = await listening(createPlainServer((_request, response) => response.end('{}')))

    const [finding] = await publicAddressFindings(subjectAt(`https://localhost:${port}`))

    assert.match(`${finding?.level} ${finding?.text}`, /fail .*no TLS/)
  })

  test('is not asked when the address is http', async () => {
    assert.deepEqual(await publicAddressFindings(subjectAt('http://localhost:1')), [])
  })
})

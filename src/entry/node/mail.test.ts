import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { type LetterBox, partsOf, startLetterBox } from '../../../tests/support/letter-box.ts'
import type { SmtpServer } from '../../parts/messages/index.ts'
import { makeCertificate } from '../cli/doctor/certificate.fixture.ts'
import { openMail } from './mail.ts'

const from = { name: 'Example App', address: 'keyhold@example.org' }
const letter = {
  id: 'event-1',
  to: 'ada@example.org',
  subject: 'Grüße',
  text: 'Hello,\n\nline two\n',
  html: '<p>Hello, drawn</p>\n',
}
/** Mail by SMTP makes no call by HTTP. */
const http = { send: () => Promise.reject(new Error('no call was foreseen')) }
const mailTo = (server: SmtpServer, ca?: string) =>
  openMail({ kind: 'smtp', server, from }, { http, ...(ca !== undefined && { ca }) })!

async function aBox(t: TestContext, options?: Parameters<typeof startLetterBox>[0]): Promise<LetterBox> {
  const box = await startLetterBox(options)
  t.after(() => box.close())
  return box
}

const serverAt = ({ port }: { port: number }, more: Partial<SmtpServer> = {}): SmtpServer => ({
  host: '127.0.0.1',
  port,
  isTls: false,
  isLoopback: true,
  login: null,
  ...more,
})

const certificate = () => {
  const now = Date.now()
  return makeCertificate({ names: ['localhost'], begins: new Date(now - 1e8), ends: new Date(now + 1e8) })
}

test('a letter arrives as it was written, under an id that another try has too', async (t) => {
  const box = await aBox(t)
  const mail = mailTo(serverAt(box))

  await mail.check()
  await mail.send(letter)

  const [taken] = box.taken
  const { head, body } = partsOf(taken!)
  assert.deepEqual(taken!.to, ['ada@example.org'])
  assert.match(body, /text\/plain[^]*Hello,\r\n\r\nline two\r\n[^]*text\/html[^]*<p>Hello, drawn<\/p>/)
  for (const line of [
    'From: Example App <keyhold@example.org>',
    'To: ada@example.org',
    'Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=',
    'Message-ID: <event-1@example.org>',
    'Auto-Submitted: auto-generated',
  ])
    assert.ok(head.includes(line), `${line} in ${head.join('\n')}`)
})

test('no text makes another header, and no address another receiver', async (t) => {
  const box = await aBox(t)
  const mail = mailTo(serverAt(box))

  await mail.send({ ...letter, subject: 'a\r\nBcc: eve@example.org\r\n\r\nbody' })
  for (const to of [
    'ada@example.org, eve@example.org',
    'ada@example.org>\r\nRCPT TO:<eve@example.org',
    'Ada <eve@example.org>',
  ])
    await assert.rejects(mail.send({ ...letter, to }), { kind: 'refused', code: 'address' })

  assert.deepEqual(
    box.taken.map(({ to }) => to),
    [['ada@example.org']],
  )
  assert.deepEqual(
    partsOf(box.taken[0]!).head.filter((line) => /^bcc:/i.test(line)),
    [],
  )
})

test('to another machine nothing is said without STARTTLS, no password either', async (t) => {
  const box = await aBox(t)
  const login = { user: 'u', password: 'p' }
  const mail = mailTo(serverAt(box, { isLoopback: false, login }))

  await assert.rejects(mail.send(letter), { kind: 'away' })

  assert.deepEqual([box.taken, box.passwords], [[], []])
})

test('STARTTLS is taken, with a certificate that is good for the name', async (t) => {
  const made = certificate()
  const box = await aBox(t, { disabledCommands: [], ...made })
  const login = { user: 'u', password: 'p' }
  const server = serverAt(box, { isLoopback: false, host: 'localhost', login })

  await assert.rejects(mailTo(server).send(letter), { kind: 'away' })
  await mailTo(server, made.cert).send(letter)

  assert.deepEqual(
    box.taken.map(({ isSecure, user }) => ({ isSecure, user })),
    [{ isSecure: true, user: 'u' }],
  )
})

test('what stood in the way is told by codes: for good, for now, or away', async (t) => {
  const box = await aBox(t)
  const mail = mailTo(serverAt(box))

  box.refuse = 550
  await assert.rejects(mail.send(letter), { kind: 'refused', code: 'smtp_550', message: /^[^@]*$/ })
  box.refuse = 451
  await assert.rejects(mail.send(letter), { kind: 'later', code: 'smtp_451' })
  await box.close()
  await assert.rejects(mail.send(letter), { kind: 'away', code: 'ESOCKET' })
})

test('a server that refuses our own address is away for every letter, and none is given up for it', async (t) => {
  const box = await aBox(t, {
    onMailFrom: (_address, _session, done) =>
      done(Object.assign(new Error('sign in first'), { responseCode: 530 })),
  })

  await assert.rejects(mailTo(serverAt(box)).send(letter), { kind: 'away', code: 'smtp_530' })
})

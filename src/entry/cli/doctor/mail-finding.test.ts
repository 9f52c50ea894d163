import assert from 'node:assert/strict'
import { describe, test, type TestContext } from 'node:test'
import pg from 'pg'
import { alice } from '../../../../tests/support/cast.ts'
import { startLetterBox } from '../../../../tests/support/letter-box.ts'
import { testWorld, type TestWorld } from '../../../../tests/support/world.ts'
import { httpServer } from '../../../kit/http-server.fixture.ts'
import { switchFlag } from '../../../kit/flags.ts'
import { as, transaction } from '../../../kit/world.ts'
import { queueMail } from '../../../parts/messages/index.ts'
import { mailFindings } from './mail-finding.ts'
import { aSubject, masterKey } from './subject.fixture.ts'

const findingsOf = async (world: TestWorld, environment: Record<string, string>) => {
  const client = new pg.Client(world.databaseUrl)
  await client.connect()
  try {
    const own = { KEYHOLD_MASTER_KEY: masterKey.toString('base64') }
    return await mailFindings(client, aSubject({ ...own, ...environment }))
  } finally {
    await client.end()
  }
}

async function aServer(t: TestContext): Promise<Record<string, string>> {
  const box = await startLetterBox()
  t.after(() => box.close())
  return { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(box.port), FROM_EMAIL: 'keyhold@example.org' }
}

describe('where mail leaves', () => {
  test('is no finding when nothing is set', async () => {
    assert.deepEqual(await findingsOf(await testWorld(), {}), [])
  })

  test('is missed where addresses are to be proved', async () => {
    const [finding] = await findingsOf(await testWorld(), { EMAIL_ENABLED: 'true' })

    assert.equal(finding?.level, 'fail')
    assert.match(finding.fix!, /SMTP_URL and MAIL_FROM/)
  })

  test('is missed where the operator switched that on, unless the environment says otherwise', async () => {
    const world = await testWorld()
    await switchFlag(as(world, { role: 'app' }), 'EMAIL_ENABLED', true)

    const [finding] = await findingsOf(world, {})

    assert.deepEqual([finding?.check, finding?.level], ['mail', 'fail'])
    assert.deepEqual(await findingsOf(world, { EMAIL_ENABLED: 'false' }), [])
  })

  test('is told for a server that is named by its parts', async (t) => {
    const environment = await aServer(t)
    const world = await testWorld()

    const [right] = await findingsOf(world, environment)
    const [away] = await findingsOf(world, { ...environment, SMTP_PORT: '1' })

    const place = `127.0.0.1:${environment.SMTP_PORT}`
    assert.deepEqual([right?.level, right?.text], ['ok', `${place} takes mail`])
    assert.deepEqual([away?.level, away?.text], ['fail', '127.0.0.1:1 does not take mail (ESOCKET)'])
    assert.match(away!.fix!, /SMTP_HOST/)
  })

  test('is told for Resend, without its key', async (t) => {
    const origin = await httpServer(t, (_request, response) =>
      response.writeHead(403).end('{"name":"invalid_api_key"}'),
    )
    const environment = {
      RESEND_API_KEY: 're_hush',
      RESEND_BASE_URL: origin,
      MAIL_FROM: 'keyhold@example.org',
    }

    const [finding] = await findingsOf(await testWorld(), environment)

    assert.equal(finding?.text, `${new URL(origin).host} does not take mail (resend_403_invalid_api_key)`)
    assert.match(finding.fix!, /RESEND_API_KEY/)
    assert.ok(!JSON.stringify(finding).includes('re_hush'))
  })

  test('tells of mail to people that did not leave', async (t) => {
    const environment = await aServer(t)
    const world = await testWorld({ at: new Date().toISOString() })
    const { accountId } = await alice(world)
    const account = as(world, { role: 'app', accountId })
    await transaction(account, (world) =>
      queueMail(world, { accountId, template: 'new_device', to: 'ada@example.org', values: {} }),
    )
    await account.sql`update outgoing_mail set state = 'failed', reason = 'smtp_550'`

    const [finding] = await findingsOf(world, environment)

    assert.deepEqual([finding?.level, /1 could not be sent.*smtp_550/.test(finding!.text)], ['warn', true])
  })
})

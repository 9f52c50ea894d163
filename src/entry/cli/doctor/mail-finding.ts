import type pg from 'pg'
import { createHttpClient } from '../../../kit/http-client.ts'
import { MailTrouble } from '../../../kit/mail.ts'
import { accountSettings } from '../../../parts/accounts/index.ts'
import { messageSettings, type WayOut, wayOut } from '../../../parts/messages/index.ts'
import { invocation } from '../invocation.ts'
import { openMail, placeOf } from '../../node/mail.ts'
import { rows } from './catalogue.ts'
import { type Finding, fail, failed, ok, warn } from './finding.ts'
import type { Subject } from './subject.ts'

interface Row {
  waiting: number
  failed: number
  reason: string | null
}

const fixOf = ({ kind }: WayOut): string =>
  kind === 'smtp'
    ? 'check SMTP_URL, or SMTP_HOST, SMTP_PORT, SMTP_USER and SMTP_PASS: host, port, user and password, and that the server offers STARTTLS'
    : "check RESEND_API_KEY, and that Resend knows the domain of MAIL_FROM's address"

/** Whether mail can leave now, and left lately; nothing where no way out is set and none is needed. */
export async function mailFindings(client: pg.Client, { settings }: Subject): Promise<Finding[]> {
  if (!settings) return []
  const way = wayOut(settings(messageSettings))
  if (!way) return await withoutWay(client, settings(accountSettings).emailEnabled)
  const http = createHttpClient({
    allowedOrigins: way.kind === 'resend' ? [way.baseUrl.origin] : [],
    insideTransaction: () => false,
  })
  try {
    await openMail(way, { http })?.check()
  } catch (error) {
    const code = error instanceof MailTrouble ? error.code : 'unknown'
    return [fail('mail', `${placeOf(way)} does not take mail (${code})`, fixOf(way))]
  }
  return [await sentLately(client, way)]
}

/** What the environment says of EMAIL_ENABLED stands above what the operator switched. */
async function withoutWay(client: pg.Client, isWanted: boolean | null): Promise<Finding[]> {
  try {
    const isOn = isWanted ?? (await isSwitchedOn(client))
    return isOn ? [nowhere] : []
  } catch (error) {
    return [failed('mail', error, `${invocation} migrate`)]
  }
}

async function isSwitchedOn(client: pg.Client): Promise<boolean> {
  const [row] = await rows<{ isOn: boolean }>(
    client,
    `select is_on as "isOn" from feature_flag where name = 'EMAIL_ENABLED'`,
    [],
    'keyhold_jobs',
  )
  return row?.isOn ?? false
}

const nowhere = fail(
  'mail',
  'EMAIL_ENABLED is on, and there is no way out for mail: nobody can confirm an address',
  'set SMTP_URL and MAIL_FROM, or RESEND_API_KEY and MAIL_FROM, or switch it off: EMAIL_ENABLED=false',
)

async function sentLately(client: pg.Client, way: WayOut): Promise<Finding> {
  try {
    const [row] = await rows<Row>(
      client,
      `select count(*) filter (where state = 'waiting' and attempts > 0)::int as waiting, count(*) filter (where state = 'failed')::int as failed,
        max(reason) filter (where state in ('waiting', 'failed')) as reason
      from (select state, attempts, reason, created_at from reminder union all select state, attempts, reason, created_at from outgoing_mail) m
      where created_at > clock_timestamp() - interval '1 day'`,
      [],
      'keyhold_jobs',
    )
    const { waiting, failed: lost, reason } = row!
    if (waiting + lost === 0) return ok('mail', `${placeOf(way)} takes mail`)
    const text = `of the last day's mails ${lost} could not be sent and ${waiting} wait to be tried again (${reason})`
    return warn('mail', text, fixOf(way))
  } catch (error) {
    return failed('mail', error, `${invocation} migrate`)
  }
}

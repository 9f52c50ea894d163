import type pg from 'pg'
import { MailTrouble } from '../../../kit/mail.ts'
import { connectionSettings } from '../../../parts/connections/index.ts'
import { invocation } from '../invocation.ts'
import { openMail } from '../../node/mail.ts'
import { rows } from './catalogue.ts'
import { type Finding, fail, failed, ok, warn } from './finding.ts'
import type { Subject } from './subject.ts'

interface Row {
  waiting: number
  failed: number
  reason: string | null
}

const fix = 'check SMTP_URL: host, port, user and password, and that the server offers STARTTLS'

/** Whether mail can leave now, and left lately; nothing where no server is set. */
export async function mailFindings(client: pg.Client, { settings }: Subject): Promise<Finding[]> {
  const { smtp, mailFrom } = settings?.(connectionSettings) ?? { smtp: null, mailFrom: null }
  const mail = openMail(smtp, mailFrom)
  if (!mail || !smtp) return []
  const server = `${smtp.host}:${smtp.port}`
  try {
    await mail.check()
  } catch (error) {
    const code = error instanceof MailTrouble ? error.code : 'unknown'
    return [fail('mail', `${server} does not take mail (${code})`, fix)]
  }
  return [await sentLately(client, server)]
}

async function sentLately(client: pg.Client, server: string): Promise<Finding> {
  try {
    const [row] = await rows<Row>(
      client,
      `select count(*) filter (where state = 'waiting' and attempts > 0)::int as waiting, count(*) filter (where state = 'failed')::int as failed,
        max(reason) filter (where state in ('waiting', 'failed')) as reason
      from reminder where created_at > clock_timestamp() - interval '1 day'`,
      [],
      'keyhold_jobs',
    )
    const { waiting, failed: lost, reason } = row!
    if (waiting + lost === 0) return ok('mail', `${server} takes mail`)
    const text = `of the last day's mails ${lost} could not be sent and ${waiting} wait to be tried again (${reason})`
    return warn('mail', text, fix)
  } catch (error) {
    return failed('mail', error, `${invocation} migrate`)
  }
}

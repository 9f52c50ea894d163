import './outbox.css'
import { useQuery } from '@tanstack/react-query'
import { Answered } from '../kit/answered.tsx'
import { Badge } from '../kit/badge.tsx'
import { Moment } from '../kit/moment.tsx'
import { Notice } from '../kit/notice.tsx'
import { Empty, Panel } from '../kit/page.tsx'
import type { OutgoingMail } from './api.ts'
import { outboxQuery } from './queries.ts'
import { mailBadge, templateTitle } from './words.ts'

/** Whether mail to people leaves, and how the newest of it went. */
export function OutboxPanel() {
  const outbox = useQuery(outboxQuery)
  if (outbox.data === null) return null
  return (
    <Panel title="Mail" className="outbox">
      <Answered query={outbox} lines={4}>
        {(answer) =>
          answer && (
            <div className="form">
              {!answer.canSend && <NoWayOut />}
              {answer.mails.length === 0 ? (
                <Empty title="No mail was written in the last 30 days." />
              ) : (
                <MailTable mails={answer.mails} />
              )}
            </div>
          )
        }
      </Answered>
    </Panel>
  )
}

const NoWayOut = () => (
  <Notice tone="warn">
    <p className="notice-title">This deployment has no way out for mail.</p>
    <p>
      What is written waits for a day and is then given up. Set <code>SMTP_URL</code> or{' '}
      <code>RESEND_API_KEY</code>, and <code>MAIL_FROM</code>; <code>docs/guides/mail.md</code> tells how.
    </p>
  </Notice>
)

function MailTable({ mails }: { mails: readonly OutgoingMail[] }) {
  return (
    <table className="table mail-table">
      <caption className="visually-hidden">The newest mail to people: what about and how it went</caption>
      <thead>
        <tr>
          <th scope="col">About</th>
          <th scope="col">State</th>
          <th scope="col">Written</th>
        </tr>
      </thead>
      <tbody>
        {mails.map((mail) => (
          <MailRow key={mail.id} mail={mail} />
        ))}
      </tbody>
    </table>
  )
}

function MailRow({ mail }: { mail: OutgoingMail }) {
  const { tone, label } = mailBadge(mail)
  const { template, attempts, reason, createdAt } = mail
  return (
    <tr>
      <th scope="row">{templateTitle(template)}</th>
      <td>
        <Badge tone={tone}>{label}</Badge>
        {reason && (
          <span className="sub break">
            <code>{reason}</code>, {attempts} {attempts === 1 ? 'attempt' : 'attempts'}
          </span>
        )}
      </td>
      <td>
        <Moment at={createdAt} as="ago" />
      </td>
    </tr>
  )
}

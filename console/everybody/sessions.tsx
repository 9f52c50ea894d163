import { Moment } from '../kit/moment.tsx'
import { Empty, Panel } from '../kit/page.tsx'
import type { PersonsSession } from './api.ts'
import { methodsInWords } from './words.ts'

/** Where a person is signed in. */
export function Sessions({ sessions }: { sessions: readonly PersonsSession[] }) {
  return (
    <Panel title="Sessions">
      {sessions.length === 0 ? <Empty title="Signed in nowhere." /> : <SessionTable sessions={sessions} />}
    </Panel>
  )
}

function SessionTable({ sessions }: { sessions: readonly PersonsSession[] }) {
  return (
    <table className="table session-table">
      <caption className="visually-hidden">Sessions of this person</caption>
      <thead>
        <tr>
          <th scope="col">Browser</th>
          <th scope="col">Last used</th>
          <th scope="col" className="from-medium">
            Begun
          </th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </tbody>
    </table>
  )
}

function SessionRow({ session }: { session: PersonsSession }) {
  const { agent, methods, lastUsedAt, createdAt, actingOperator } = session
  return (
    <tr>
      <th scope="row">
        <span className="break">{agent ?? 'unknown'}</span>
        {methods.length > 0 && <span className="sub">by {methodsInWords(methods)}</span>}
        {actingOperator && <span className="sub">an operator looks through the person’s eyes</span>}
      </th>
      <td>
        <Moment at={lastUsedAt} as="ago" />
      </td>
      <td className="from-medium">
        <Moment at={createdAt} />
      </td>
    </tr>
  )
}

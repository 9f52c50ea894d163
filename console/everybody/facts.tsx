import { Link } from '@tanstack/react-router'
import { CopyButton } from '../kit/copy-button.tsx'
import { Fact } from '../kit/fact.tsx'
import { Moment } from '../kit/moment.tsx'
import { Panel } from '../kit/page.tsx'
import type { WholePerson } from './api.ts'
import { StateBadges } from './table.tsx'
import { countsInWords, factorsInWords } from './words.ts'

/** What is known of a person, and nothing secret. */
export function Facts({ person }: { person: WholePerson }) {
  const { id, username, email, createdAt, logName, counts, factors, memberships } = person
  return (
    <Panel title="Account">
      <dl className="facts">
        <Fact name="State">
          <StateBadges person={person} />
        </Fact>
        <Fact name="User name">{username ?? <None />}</Fact>
        <Fact name="Mail address">{email ?? <None />}</Fact>
        <Fact name="Second factors">{factorsInWords(factors) ?? 'none: a password alone'}</Fact>
        <Fact name="Acts for">
          {memberships.length === 0 ? 'the own account alone' : <Memberships of={memberships} />}
        </Fact>
        <Fact name="Keeps">{countsInWords(counts)}</Fact>
        <Fact name="Signed up">
          <Moment at={createdAt} />
        </Fact>
        <Fact name="Id">
          <code>{id}</code>
          <CopyButton tone="icon" text={id} label="Copy person id" />
        </Fact>
        {logName && (
          <Fact name="In the audit log">
            <code>{logName}</code>
            <CopyButton tone="icon" text={logName} label="Copy name in the audit log" />
            <span className="sub">
              <Link to="/audit" search={{ object: logName }}>
                What was done to this account
              </Link>
            </span>
          </Fact>
        )}
      </dl>
    </Panel>
  )
}

const None = () => <span className="nothing">none</span>

function Memberships({ of }: { of: WholePerson['memberships'] }) {
  return (
    <ul>
      {of.map(({ accountId, role }) => (
        <li key={accountId}>
          {role} of <code>{accountId}</code>
        </li>
      ))}
    </ul>
  )
}

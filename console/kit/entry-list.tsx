import './entry-list.css'
import type { ReactNode } from 'react'
import type { Entry } from '../api.ts'
import { Moment } from './moment.tsx'

const actorKinds: Record<string, string> = {
  key: 'An API key',
  operator: 'Operator',
  internal: 'Internal key',
  job: 'Keyhold',
  person: 'A person',
  anyone: 'A browser',
}

/** The members of an entry's detail that explain it; the others are for machines. */
const telling = ['reason', 'code', 'revocation', 'scopes'] as const

const quietActions = new Set(['token.read'])

/** Lines of the audit log: what, who, when. `words` may wrap what happened, as in a link. */
export function EntryList({
  entries,
  words = (entry) => entry.text,
}: {
  entries: readonly Entry[]
  words?: (entry: Entry) => ReactNode
}) {
  if (entries.length === 0) return null
  return (
    <ol className="entries">
      {entries.map((entry) => (
        <li key={entry.id} className={`entry entry-${toneOf(entry)}`}>
          <span className="entry-dot" aria-hidden="true" />
          <span className="entry-words">
            {words(entry)}
            <Detail entry={entry} />
            {entry.count > 1 && <span className="entry-count">{` ×\u00a0${entry.count}`}</span>}
            <span className="entry-who">
              {entry.actorName ?? actorKinds[entry.actorKind] ?? entry.actorKind}
            </span>
          </span>
          <Moment at={entry.at} as="ago" />
        </li>
      ))}
    </ol>
  )
}

function Detail({ entry: { detail } }: { entry: Entry }) {
  const said = telling
    .map((name) => detail?.[name])
    .filter((value) => typeof value === 'string' && value !== '')
  if (said.length === 0) return null
  return <code className="entry-detail">{said.join(', ')}</code>
}

function toneOf(entry: Entry): 'bad' | 'quiet' | 'good' {
  if (/fail|refus|denied|needs_reauth|error/.test(`${entry.action} ${entry.outcome}`)) return 'bad'
  return quietActions.has(entry.action) ? 'quiet' : 'good'
}

import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { CopyButton } from '../kit/copy-button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { Fact } from '../kit/fact.tsx'
import { Moment } from '../kit/moment.tsx'
import { utcText } from '../kit/time.ts'
import type { AuditEntry } from './api.ts'
import type { AuditFilter } from './filter.ts'
import type { Names } from './names.ts'
import { About } from './table.tsx'
import { actorInWords, actorKindTitle, detailOf, outcomeBadge } from './words.ts'

/** All that an entry holds, each with the way to others like it. */
export function EntryDialog({
  entry,
  names,
  onClose,
}: {
  entry: AuditEntry
  names: Names
  onClose: () => void
}) {
  const { tone, label } = outcomeBadge(entry.outcome)
  return (
    <Dialog title={entry.action} onClose={onClose}>
      <p>{entry.text}</p>
      <dl className="facts audit-facts">
        <Fact name="Outcome">
          <Badge tone={tone}>{label}</Badge>
          {entry.n > 1 && <span className="sub">{entry.n.toLocaleString()} times, in one entry</span>}
        </Fact>
        <Fact name="When">
          <Moment at={entry.at} as="exact" />
          <span className="sub">{utcText(Date.parse(entry.at))}</span>
        </Fact>
        <Who entry={entry} names={names} onClose={onClose} />
        {entry.object !== null && (
          <Fact name="About">
            <About entry={entry} names={names} />
            <Id id={entry.object} what="object" />
            <Others filter={{ object: entry.object }} onClose={onClose}>
              All about it
            </Others>
          </Fact>
        )}
        {detailOf(entry).map(([name, value]) => (
          <Fact key={name} name={name}>
            <code>{value}</code>
          </Fact>
        ))}
        {entry.requestId && (
          <Fact name="Request">
            <Id id={entry.requestId} what="request" />
          </Fact>
        )}
        <Fact name="Entry">
          <Id id={entry.id} what="entry" />
        </Fact>
      </dl>
      <DialogActions>
        <Link to="/audit" search={{ action: entry.action }} className="button button-plain" onClick={onClose}>
          All {entry.action}
        </Link>
        <Button tone="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function Who({ entry, names, onClose }: { entry: AuditEntry; names: Names; onClose: () => void }) {
  const { who } = actorInWords(entry, (id) => names.keys.get(id))
  const title = actorKindTitle(entry.actorKind)
  return (
    <Fact name="Who">
      {who}
      {who !== title && <span className="sub">{title}</span>}
      {entry.actor !== null && (
        <>
          <Id id={entry.actor} what="actor" />
          <Others filter={{ actor: entry.actor }} onClose={onClose}>
            All it did
          </Others>
        </>
      )}
    </Fact>
  )
}

function Id({ id, what }: { id: string; what: string }) {
  return (
    <span className="audit-id-line">
      <code>{id}</code>
      <CopyButton tone="icon" text={id} label={`Copy id of the ${what}`} />
    </span>
  )
}

function Others({
  filter,
  onClose,
  children,
}: {
  filter: AuditFilter
  onClose: () => void
  children: ReactNode
}) {
  return (
    <Link to="/audit" search={filter} className="audit-others" onClick={onClose}>
      {children}
    </Link>
  )
}

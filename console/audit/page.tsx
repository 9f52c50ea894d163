import '../kit/room.css'
import './audit.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { Empty, Fading, Page } from '../kit/page.tsx'
import { Pager } from '../kit/pager.tsx'
import { useIntent } from '../shell/intents.ts'
import type { AuditEntries, AuditEntry } from './api.ts'
import { EntryDialog } from './entry-dialog.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { isAuditFiltered, type AuditFilter } from './filter.ts'
import { Filters } from './filters.tsx'
import { FindDialog } from './find-dialog.tsx'
import { useNames, type Names } from './names.ts'
import { ProofPanel } from './proof-panel.tsx'
import { auditEntriesQuery } from './queries.ts'
import { EntryTable } from './table.tsx'

type Opened = 'find' | 'export' | AuditEntry | null

/** The room of the audit log: its proof, and its entries by what is asked in the address. */
export function AuditPage() {
  const filter = useSearch({ from: '/shell/audit' })
  const entries = useQuery(auditEntriesQuery(filter))
  const names = useNames()
  const [opened, setOpened] = useState<Opened>(null)
  const find = useCallback(() => setOpened('find'), [])
  const close = useCallback(() => setOpened(null), [])
  useIntent('find-token', find)
  const actions = (
    <div className="actions">
      <Button icon="search" onClick={find}>
        Who read this token?
      </Button>
      <Button onClick={() => setOpened('export')}>Export</Button>
    </div>
  )
  return (
    <Page
      title="Audit"
      lead="Who did what, newest first, and the proof that nobody changed the record since."
      actions={actions}
    >
      <ProofPanel />
      <Filters filter={filter} names={names} />
      <Answered query={entries} lines={6} tall>
        {(answer) => (
          <Fading busy={entries.isPlaceholderData}>
            <Entries answer={answer} filter={filter} names={names} onOpen={setOpened} />
          </Fading>
        )}
      </Answered>
      {opened === 'find' && <FindDialog names={names} onClose={close} />}
      {opened === 'export' && <ExportDialog onClose={close} />}
      {opened !== null && typeof opened === 'object' && (
        <EntryDialog entry={opened} names={names} onClose={close} />
      )}
    </Page>
  )
}

type EntriesProps = {
  answer: AuditEntries
  filter: AuditFilter
  names: Names
  onOpen: (entry: AuditEntry) => void
}

function Entries({ answer: { entries, nextCursor }, filter, names, onOpen }: EntriesProps) {
  const { cursor, ...rest } = filter
  if (entries.length === 0) return <Nothing isFiltered={isAuditFiltered(filter) || cursor !== undefined} />
  return (
    <>
      <EntryTable entries={entries} names={names} onOpen={onOpen} />
      <Pager to="/audit" search={rest} cursor={cursor} nextCursor={nextCursor} />
    </>
  )
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (!isFiltered) return <Empty title="Nothing has happened yet." />
  return (
    <Empty title="No entry matches.">
      <p>
        An action is matched whole; with a dot at its end, as <code>token.</code>, it stands for all that
        begin so.
      </p>
      <p>
        <Link to="/audit" search={{}}>
          Show all entries
        </Link>
      </p>
    </Empty>
  )
}

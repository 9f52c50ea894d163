import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Badge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { Fact } from '../../kit/fact.tsx'
import { Moment } from '../../kit/moment.tsx'
import { Panel } from '../../kit/page.tsx'
import { sayDone, sayProblem } from '../../kit/toast.tsx'
import { testsApi, type Quarantine, type TestCase } from '../flaky/api.ts'
import { quarantineTitles } from '../flaky/words.ts'
import { QuarantineDialog } from './dialog.tsx'

/** Whether the failures of a test stop a merge, and who answers for it. */
export function QuarantinePanel({ test, quarantine }: { test: TestCase; quarantine: Quarantine | null }) {
  const [open, setOpen] = useState(false)
  return (
    <Panel title="Quarantine">
      {quarantine ? (
        <Known quarantine={quarantine} />
      ) : (
        <p>
          Its failures stop a merge. In quarantine they do not, for as long as somebody answers for it; it
          still runs and is still counted.
        </p>
      )}
      <div className="actions panel-foot">
        <Button onClick={() => setOpen(true)}>{quarantine ? 'Change…' : 'Quarantine…'}</Button>
        {quarantine && <Release id={test.id} />}
      </div>
      {open && <QuarantineDialog test={test} quarantine={quarantine} onClose={() => setOpen(false)} />}
    </Panel>
  )
}

function Known({ quarantine: { state, isExpired, owner, ticket, reviewBy } }: { quarantine: Quarantine }) {
  return (
    <dl className="facts">
      <Fact name="State">
        <Badge tone={state === 'active' ? 'warn' : 'neutral'}>{quarantineTitles[state]}</Badge>
      </Fact>
      <Fact name="Owner">{owner ?? 'nobody'}</Fact>
      <Fact name="Ticket">{ticket ? <Ticket text={ticket} /> : 'none'}</Fact>
      <Fact name="Review by">
        <Moment at={reviewBy} as="day" />
        {isExpired && <span className="sub">past: its failures stop merges again</span>}
      </Fact>
    </dl>
  )
}

/** A link only where it is an address of the web; anything else is the text it is. */
function Ticket({ text }: { text: string }) {
  return /^https?:\/\//i.test(text) ? (
    <a href={text} rel="noreferrer noopener" target="_blank">
      {text}
    </a>
  ) : (
    <span>{text}</span>
  )
}

function Release({ id }: { id: string }) {
  const queries = useQueryClient()
  const release = useMutation({
    mutationFn: () => testsApi.release(id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['releases', 'tests'] })
      sayDone('Its failures stop a merge again.')
    },
    onError: (error) => sayProblem(error),
  })
  return (
    <Button tone="quiet" busy={release.isPending} onClick={() => release.mutate()}>
      End it
    </Button>
  )
}

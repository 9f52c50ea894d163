import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../../kit/button.tsx'
import { CheckGroup, TextField } from '../../kit/field.tsx'
import { ProblemNotice } from '../../kit/notice.tsx'
import { Panel } from '../../kit/page.tsx'
import { sayDone } from '../../kit/toast.tsx'
import { pullsApi, type Policy, type RepositoryPolicy } from '../pull-requests/api.ts'
import { policyQuery } from '../pull-requests/queries.ts'
import { Problem } from '../../problem.ts'
import { Areas } from './areas.tsx'
import { type Draft, draftOf, policyIn } from './draft.ts'
import { PatternsField } from './patterns-field.tsx'

/** In the order in which people meet them; what each says of a change. */
const findings = [
  { id: 'sensitive-path', title: 'It touches a sensitive area' },
  { id: 'code-without-tests', title: 'It brings code without tests' },
  { id: 'schema-change', title: 'It changes a database schema' },
  { id: 'schema-risk', title: 'Its schema diff is of high or critical risk' },
  { id: 'flaky-tests-touched', title: 'It touches tests that cannot be relied on' },
  { id: 'journey-failed', title: 'A journey failed on it' },
  { id: 'codeowners-missing', title: 'The repository has no CODEOWNERS' },
  { id: 'unowned-files', title: 'CODEOWNERS names nobody for a file of it' },
  { id: 'often-broken', title: 'It touches files that broke often' },
  { id: 'usually-together', title: 'A file that usually goes along is missing' },
  { id: 'files-not-listed', title: 'Not all of its files were listed' },
  { id: 'looked-at-in-part', title: 'It is too large to look at all of it' },
]

export function PolicyForm({ found: { repository, isOwn, policy } }: { found: RepositoryPolicy }) {
  const queries = useQueryClient()
  const [draft, setDraft] = useState<Draft>(() => draftOf(policy))
  const read = policyIn(draft)
  const faults = 'faults' in read ? read.faults : { areas: [] }
  const save = useMutation({
    mutationFn: (wanted: Policy) => pullsApi.setPolicy(repository, wanted),
    onSuccess: async (saved) => {
      queries.setQueryData(policyQuery(repository).queryKey, saved)
      await queries.invalidateQueries({ queryKey: ['releases', 'pull', repository] })
      sayDone('Saved.')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if ('policy' in read && !save.isPending) save.mutate(read.policy)
  }
  const change = (changed: Partial<Draft>) => setDraft((before) => ({ ...before, ...changed }))
  return (
    <form className="columns" onSubmit={submit} noValidate>
      <div className="page">
        <Panel title="Sensitive areas">
          <p className="sub">
            A change there is told as a finding, whatever its chance is. Patterns of paths, one on a line:{' '}
            <code>*</code>, <code>**</code>, <code>?</code>, <code>{'{a,b}'}</code>.
          </p>
          <Areas
            areas={draft.sensitive}
            faults={faults.areas}
            onChange={(sensitive) => change({ sensitive })}
          />
        </Panel>
        <Panel title="Written by no hand">
          <PatternsField
            label="Generated files, beside the usual ones"
            value={draft.generated}
            onChange={(generated) => change({ generated })}
          />
        </Panel>
      </div>
      <div className="page">
        <Panel title="Levels">
          <div className="policy-fields">
            <TextField
              label="Medium from a chance of, %"
              inputMode="decimal"
              value={draft.medium}
              error={faults.medium}
              onChange={(event) => change({ medium: event.target.value })}
            />
            <TextField
              label="High from a chance of, %"
              inputMode="decimal"
              value={draft.high}
              error={faults.high}
              onChange={(event) => change({ high: event.target.value })}
            />
          </div>
        </Panel>
        <Panel title="Tests">
          <div className="policy-fields">
            <TextField
              label="Missed below so many lines of tests for each of code, %"
              inputMode="decimal"
              value={draft.leastTestShare}
              error={faults.leastTestShare}
              onChange={(event) => change({ leastTestShare: event.target.value })}
            />
            <TextField
              label="but not below so many lines of code"
              inputMode="numeric"
              value={draft.leastCodeLines}
              error={faults.leastCodeLines}
              onChange={(event) => change({ leastCodeLines: event.target.value })}
            />
          </div>
        </Panel>
        <Panel title="What makes the check fail">
          <div className="page">
            <TextField
              label="A chance from, %"
              inputMode="decimal"
              value={draft.blockingProbability}
              error={faults.blockingProbability}
              hint="Empty: no chance does. A chance is no proof; most teams let it advise alone."
              onChange={(event) => change({ blockingProbability: event.target.value })}
            />
            <CheckGroup
              legend="Findings"
              choices={findings}
              value={draft.blockingFindings}
              onChange={(blockingFindings) => change({ blockingFindings })}
            />
          </div>
        </Panel>
        {save.isError && (
          <>
            <ProblemNotice error={save.error} />
            <Mistakes error={save.error} />
          </>
        )}
        {'faults' in read && (
          <p className="field-error" role="status">
            Something above is missing or out of its range.
          </p>
        )}
        <div className="actions">
          <Button type="submit" tone="primary" busy={save.isPending}>
            Save
          </Button>
          <Button tone="quiet" onClick={() => setDraft(draftOf(policy))}>
            As it is saved
          </Button>
        </div>
        {!isOwn && <p className="sub">This is the usual one; the repository has none of its own yet.</p>}
      </div>
    </form>
  )
}

/** What the server says against single members, with their places. */
function Mistakes({ error }: { error: unknown }) {
  const violations = error instanceof Problem ? error.members.violations : undefined
  if (!Array.isArray(violations)) return null
  return (
    <ul className="field-error">
      {(violations as { at: string; wants: string }[]).map(({ at, wants }) => (
        <li key={at}>
          <code>{at}</code> {wants}
        </li>
      ))}
    </ul>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../../kit/button.tsx'
import { CheckGroup, TextField } from '../../kit/field.tsx'
import { ProblemNotice } from '../../kit/notice.tsx'
import { Panel } from '../../kit/page.tsx'
import { sayDone } from '../../kit/toast.tsx'
import { type FindingId, pullsApi, type Policy, type RepositoryPolicy } from '../pull-requests/api.ts'
import { policyQuery } from '../pull-requests/queries.ts'
import { Problem } from '../../problem.ts'
import { Areas } from './areas.tsx'
import { type Draft, draftOf, policyIn } from './draft.ts'
import { PatternsField } from './patterns-field.tsx'

/** In the order in which people meet them; what each says of a change. */
const findings: Record<FindingId, string> = {
  'sensitive-path': 'It touches a sensitive area',
  'code-without-tests': 'It brings code without tests',
  'schema-change': 'It changes a database schema',
  'schema-risk': 'Its schema diff is of high or critical risk',
  'flaky-tests-touched': 'It touches tests that cannot be relied on',
  'journey-failed': 'A journey failed on it',
  'codeowners-missing': 'The repository has no CODEOWNERS',
  'unowned-files': 'CODEOWNERS names nobody for a file of it',
  'often-broken': 'It touches files that broke often',
  'usually-together': 'A file that usually goes along is missing',
  'files-not-listed': 'Not all of its files were listed',
  'looked-at-in-part': 'It is too large to look at all of it',
}
const findingIds = Object.keys(findings) as FindingId[]

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
              choices={findingIds.map((id) => ({ id, title: findings[id] }))}
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

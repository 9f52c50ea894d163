import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../kit/button.tsx'
import { CheckGroup } from '../../kit/field.tsx'
import { Panel } from '../../kit/page.tsx'
import { Segmented } from '../../kit/segmented.tsx'
import type { Run } from './api.ts'
import { runsQuery } from './queries.ts'
import { RunLines } from './run-lines.tsx'
import { ownName, useRun } from './use-run.ts'

type Scenario = { name: string; isUsual: boolean }

const modes = [
  { value: 'real', label: 'Real' },
  { value: 'simulated', label: 'Simulated' },
] as const

const shownRuns = 5

/** The scenarios that come with Keyhold: they make somebody up, walk through our own accounts, and erase it again. */
export function OwnScenarios({ scenarios }: { scenarios: readonly Scenario[] }) {
  const [chosen, setChosen] = useState<string[]>(() =>
    scenarios.filter(({ isUsual }) => isUsual).map(({ name }) => name),
  )
  const [mode, setMode] = useState<Run['mode']>('real')
  const run = useRun()
  const past = useQuery(runsQuery({ journey: ownName, limit: shownRuns })).data?.runs ?? []
  const inOrder = scenarios.filter(({ name }) => chosen.includes(name)).map(({ name }) => name)
  return (
    <Panel
      title="Keyhold’s own scenarios"
      aside={<span className="sub">against the accounts of this deployment</span>}
    >
      <div className="form">
        <div className="own-scenarios">
          <CheckGroup
            legend="Run, in this order"
            choices={scenarios.map(({ name }) => ({ id: name, title: name }))}
            value={chosen}
            onChange={setChosen}
            error={inOrder.length === 0 ? 'Choose at least one.' : undefined}
          />
        </div>
        <div className="own-actions">
          <Segmented legend="Mode" choices={modes} value={mode} onChange={setMode} />
          <Button
            tone="primary"
            busy={run.isPending}
            onClick={() => inOrder.length > 0 && run.mutate({ scenarios: inOrder, mode })}
          >
            Run them now
          </Button>
        </div>
        <p className="field-hint">
          {mode === 'real'
            ? 'A person is made up, whose mail never leaves; whatever happens it is erased at the end, and no figure counts it.'
            : 'Nothing is called and nobody is made up: it shows the form of an answer.'}
        </p>
        {past.length > 0 && <RunLines label="The last runs" runs={past} />}
      </div>
    </Panel>
  )
}

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../kit/button.tsx'
import { SelectField } from '../kit/field.tsx'
import { Panel } from '../kit/page.tsx'
import { sayDone } from '../kit/toast.tsx'
import { people } from '../people/api.ts'
import { PersonProblem } from '../people/problem.tsx'
import { saveFile } from '../people/save-file.ts'

/** All that is kept, as a file; afterwards one table of it for a spreadsheet. */
export function CopyPanel() {
  const [tables, setTables] = useState<string[]>([])
  const copy = useMutation({
    mutationFn: people.copy,
    onSuccess: async (file) => {
      saveFile(file, 'keyhold-export.json')
      sayDone('Your copy is saved.')
      setTables(tablesIn(await file.text()))
    },
    gcTime: 0,
  })
  return (
    <Panel title="A copy of everything">
      <p>
        Your account, sessions, connections, keys and what was logged about you, as one JSON file. Secrets are
        left out: no token, key or password is in it.
      </p>
      <PersonProblem error={copy.error} />
      <div className="actions">
        <Button tone="primary" busy={copy.isPending} onClick={() => copy.mutate()}>
          Save a copy
        </Button>
      </div>
      {tables.length > 0 && <OneTable tables={tables} />}
    </Panel>
  )
}

function tablesIn(text: string): string[] {
  const { tables } = JSON.parse(text) as { tables: Record<string, unknown> }
  return Object.keys(tables)
}

function OneTable({ tables }: { tables: readonly string[] }) {
  const [table, setTable] = useState(tables[0]!)
  const copy = useMutation({
    mutationFn: people.copyTable,
    onSuccess: (file) => saveFile(file, `keyhold-${table}.csv`),
    gcTime: 0,
  })
  return (
    <div className="form one-table">
      <SelectField
        label="One table of it, for a spreadsheet"
        value={table}
        onChange={(event) => setTable(event.target.value)}
      >
        {tables.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </SelectField>
      <PersonProblem error={copy.error} />
      <div>
        <Button busy={copy.isPending} onClick={() => copy.mutate(table)}>
          Save as CSV
        </Button>
      </div>
    </div>
  )
}

import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../../kit/button.tsx'
import { ProblemNotice } from '../../kit/notice.tsx'
import { DetailFrame } from '../frame/frame.tsx'
import { schemaApi, type Comparison } from '../schema/api.ts'
import { SourceField } from '../source/source-field.tsx'
import { ReportView } from './report.tsx'
import { mistakesOf } from './mistakes.ts'

/** Two schemas pasted, compared at once; nothing of them is kept. */
export function ComparePage() {
  const [base, setBase] = useState('')
  const [target, setTarget] = useState('')
  const [migration, setMigration] = useState('')
  const compare = useMutation({ mutationFn: schemaApi.compare, gcTime: 0 })
  const mistakes = mistakesOf(compare.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (compare.isPending) return
    const asked: Comparison = { baseSchema: base, targetSchema: target }
    compare.mutate(migration.trim() === '' ? asked : { ...asked, migration })
  }
  const asked = compare.variables
  return (
    <DetailFrame
      section="schema"
      title="Compare two schemas"
      lead="Paste both and see what a migration would do. Nothing is kept."
    >
      <form className="form panel" onSubmit={submit} noValidate>
        <div className="compare-pair">
          <SourceField
            label="Schema before"
            value={base}
            onChange={setBase}
            mistakes={mistakes.base}
            rows={14}
          />
          <SourceField
            label="Schema after"
            value={target}
            onChange={setTarget}
            mistakes={mistakes.target}
            rows={14}
          />
        </div>
        <details className="unfold" open={migration !== '' || undefined}>
          <summary>And your own migration, if there is one</summary>
          <SourceField
            label="Migration (SQL)"
            value={migration}
            onChange={setMigration}
            mistakes={mistakes.migration}
            rows={8}
          />
        </details>
        {compare.isError && <ProblemNotice error={compare.error} />}
        <div className="actions">
          <Button type="submit" tone="primary" busy={compare.isPending}>
            Compare
          </Button>
        </div>
      </form>
      {compare.data && asked && (
        <div className="page" role="region" aria-label="What was found">
          <ReportView
            report={compare.data}
            schemas={{
              base: [{ path: schemaPath, content: asked.baseSchema }],
              target: [{ path: schemaPath, content: asked.targetSchema }],
            }}
          />
        </div>
      )}
    </DetailFrame>
  )
}

/** As the server calls a text without a path. */
const schemaPath = 'schema.prisma'

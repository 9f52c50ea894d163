import { useMemo } from 'react'
import { Panel } from '../../kit/page.tsx'
import type { Report, Schemas } from '../schema/api.ts'
import { marksIn, pairsOf } from './pairs.ts'
import { SideBySide } from './side-by-side.tsx'

/** Both schemas, file by file, with what was found at its line. */
export function Files({ schemas, report }: { schemas: Schemas; report: Report }) {
  const pairs = useMemo(() => pairsOf(schemas), [schemas])
  return pairs.map((pair) => {
    const [base, target] = [pair.base?.content ?? '', pair.target?.content ?? '']
    return (
      <Panel key={pair.title} title={pair.title} className="schema-file">
        {base === target ? (
          <p className="nothing">This file is alike in both.</p>
        ) : (
          <SideBySide base={base} target={target} marks={marksIn(pair, report)} />
        )}
      </Panel>
    )
  })
}

import { useNavigate } from '@tanstack/react-router'
import { nameOf } from '../connections/words.ts'
import type { DataSet } from '../data-api.ts'
import { Segmented } from '../kit/segmented.tsx'
import { measures, type Measure } from './measures.ts'

/** Whose figures, and what they count; both stand in the address. */
export function Toolbar({
  set,
  choices,
  measure,
}: {
  set: DataSet
  choices: readonly DataSet[]
  measure: Measure
}) {
  const navigate = useNavigate()
  const go = (change: { connection?: string; measure?: Measure }) =>
    void navigate({ to: '/statistics', search: (before) => ({ ...before, ...change }), replace: true })
  return (
    <div className="toolbar">
      <label className="toolbar-choice">
        <span className="visually-hidden">Connection</span>
        <select
          className="input select"
          data-filter
          value={set.connectionId}
          onChange={(event) => go({ connection: event.target.value })}
        >
          {choices.map((each) => (
            <option key={each.connectionId} value={each.connectionId}>
              {nameOf(each)} · {each.userId}
            </option>
          ))}
        </select>
      </label>
      <Segmented
        legend="Measure"
        choices={measures}
        value={measure}
        onChange={(value) => go({ measure: value })}
      />
    </div>
  )
}

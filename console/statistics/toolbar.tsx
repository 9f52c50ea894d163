import { useNavigate } from '@tanstack/react-router'
import type { Connection } from '../api.ts'
import { nameOf } from '../connections/words.ts'
import { Segmented } from '../kit/segmented.tsx'
import { measures, type Measure } from './measures.ts'

/** Whose figures, and what they count; both stand in the address. */
export function Toolbar({
  connection,
  choices,
  measure,
}: {
  connection: Connection
  choices: readonly Connection[]
  measure: Measure
}) {
  const navigate = useNavigate()
  const shown = choices.some(({ id }) => id === connection.id) ? choices : [connection, ...choices]
  const go = (change: { connection?: string; measure?: Measure }) =>
    void navigate({ to: '/statistics', search: (before) => ({ ...before, ...change }), replace: true })
  return (
    <div className="toolbar">
      <label className="toolbar-choice">
        <span className="visually-hidden">Connection</span>
        <select
          className="input select"
          data-filter
          value={connection.id}
          onChange={(event) => go({ connection: event.target.value })}
        >
          {shown.map((each) => (
            <option key={each.id} value={each.id}>
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

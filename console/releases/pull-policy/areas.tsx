import { useRef } from 'react'
import { Button } from '../../kit/button.tsx'
import { TextField } from '../../kit/field.tsx'
import type { Draft } from './draft.ts'
import { PatternsField } from './patterns-field.tsx'

type Area = Draft['sensitive'][number]

const mostAreas = 20

/** Areas by name, each with its patterns. */
export function Areas({
  areas,
  faults,
  onChange,
}: {
  areas: readonly Area[]
  faults: readonly (string | undefined)[]
  onChange: (areas: Area[]) => void
}) {
  const list = useRef<HTMLUListElement>(null)
  const put = (place: number, changed: Partial<Area>) =>
    onChange(areas.map((area, other) => (other === place ? { ...area, ...changed } : area)))
  const drop = (place: number) => {
    onChange(areas.filter((_, other) => other !== place))
    // Whatever had the focus is gone.
    list.current?.focus()
  }
  return (
    <>
      <ul ref={list} tabIndex={-1} className="policy-areas" aria-label="Sensitive areas">
        {areas.map(({ area, patterns }, place) => (
          <li key={place}>
            <TextField
              label="Area"
              value={area}
              error={faults[place]}
              onChange={(event) => put(place, { area: event.target.value })}
            />
            <Button tone="quiet" onClick={() => drop(place)} aria-label={`Remove ${area || 'this area'}`}>
              Remove
            </Button>
            <PatternsField
              label={area === '' ? 'Patterns' : `Patterns of ${area}`}
              value={patterns}
              onChange={(text) => put(place, { patterns: text })}
            />
          </li>
        ))}
      </ul>
      {areas.length < mostAreas && (
        <p className="panel-foot">
          <Button onClick={() => onChange([...areas, { area: '', patterns: '' }])}>Add an area</Button>
        </p>
      )}
    </>
  )
}

import type { ReactNode } from 'react'
import { localExactText, momentInWords, utcText } from '../kit/time.ts'
import type { Life } from './life.ts'
import { markTitles } from './life-marks.tsx'

/** The same as the line, moment by moment: for screen readers, and for whoever wants the exact times. */
export function LifeTable({ life }: { life: Life }) {
  return (
    <details className="life-table">
      <summary>Show as a table</summary>
      <div className="table-scroll" role="region" aria-label="The token's life as a table" tabIndex={0}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">When</th>
              <th scope="col">Your time</th>
              <th scope="col">UTC</th>
            </tr>
          </thead>
          <tbody>{rowsOf(life)}</tbody>
        </table>
      </div>
    </details>
  )
}

function rowsOf(life: Life): ReactNode[] {
  const moments = [
    { at: life.issuedAt, what: 'Token issued' },
    ...(life.softAt === null
      ? []
      : [{ at: life.softAt, what: 'Soft expiry: from here on it is refreshed ahead' }]),
    ...(life.expiresAt === null ? [] : [{ at: life.expiresAt, what: 'Expiry' }]),
    { at: life.now, what: 'Now' },
    ...life.marks.map(({ at, kind, count }) => ({
      at,
      what: count > 1 ? `${markTitles[kind]}, ${count} times` : markTitles[kind],
    })),
  ]
  return moments
    .sort((a, b) => a.at - b.at)
    .map(({ at, what }, index) => (
      <tr key={index}>
        <th scope="row">{what}</th>
        <td>{momentInWords(at, life.now)}</td>
        <td>{localExactText(at)}</td>
        <td>{utcText(at)}</td>
      </tr>
    ))
}

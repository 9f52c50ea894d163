import { useState } from 'react'
import type { Figure } from '../data-api.ts'
import { Panel } from '../kit/page.tsx'
import { activitiesText, distanceText, elevationText, timeText } from './measures.ts'
import { typeTitle } from './type-title.ts'

const allTime = 'all'

type ByName = Figure<'totals'>['data']

/** What was done by type of activity, over all time or in one year; the bars compare time, which all types have. */
export function ByType({ all, years }: { all: ByName; years: Record<string, ByName> }) {
  const [span, setSpan] = useState(allTime)
  const shown = span === allTime ? all : (years[span] ?? {})
  const rows = Object.entries(shown).toSorted(([, a], [, b]) => b.moving_time - a.moving_time)
  const most = rows[0]?.[1].moving_time ?? 1
  return (
    <Panel
      title="By type"
      aside={
        <label>
          <span className="visually-hidden">Time span</span>
          <select
            className="input select small-select"
            value={span}
            onChange={(event) => setSpan(event.target.value)}
          >
            <option value={allTime}>All time</option>
            {Object.keys(years)
              .toSorted()
              .toReversed()
              .map((year) => (
                <option key={year}>{year}</option>
              ))}
          </select>
        </label>
      }
    >
      <table className="table type-table">
        <caption className="visually-hidden">Totals by type of activity</caption>
        <thead>
          <tr>
            <th scope="col">Type</th>
            <th scope="col">Time</th>
            <th scope="col">Distance</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([type, totals]) => (
            <tr key={type}>
              <th scope="row">
                {typeTitle(type)}
                <span className="sub">
                  {activitiesText(totals.count)}
                  {totals.elevation_gain > 0 && ` · ${elevationText(totals.elevation_gain)} up`}
                </span>
              </th>
              <td className="number">
                {timeText(totals.moving_time)}
                <ShareBar share={totals.moving_time / Math.max(1, most)} />
              </td>
              <td className="number">{distanceText(totals.distance)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

const barWidth = 88

function ShareBar({ share }: { share: number }) {
  return (
    <svg className="life-bar" width={barWidth} height="4" aria-hidden="true">
      <rect className="life-bar-ground" width={barWidth} height="4" rx="2" />
      <rect className="life-bar-left" width={Math.max(4, barWidth * share)} height="4" rx="2" />
    </svg>
  )
}

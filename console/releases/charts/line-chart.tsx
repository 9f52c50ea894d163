import '../../statistics/statistics.css'
import { useCallback, useMemo, useState } from 'react'
import uPlot from 'uplot'
import { localText } from '../../kit/time.ts'
import { axisOf, fromZero, Plot, type Drawing } from '../../statistics/plot.tsx'
import { Readout } from '../../statistics/readout.tsx'
import { spanText } from '../figures.ts'

export type Line = {
  name: string
  /** Milliseconds, one for each moment. */
  values: readonly (number | null)[]
  ink: 'accent' | 'past' | 'text'
  dash?: number[]
}

const axisLetters = 7.5

/** Lengths over time, such as those of a step. Under it one reads what the pointer is at, else the newest. */
export function LineChart({
  summary,
  moments,
  lines,
}: {
  summary: string
  moments: readonly string[]
  lines: readonly Line[]
}) {
  const [place, setPlace] = useState<number | null>(null)
  const data = useMemo<uPlot.AlignedData>(
    () => [moments.map((at) => Date.parse(at) / 1000), ...lines.map(({ values }) => [...values])],
    [moments, lines],
  )
  const make = useCallback((drawing: Drawing) => optionsOf(drawing, lines), [lines])
  const at = place ?? moments.length - 1
  return (
    <>
      <div className="readout-line">
        {moments[at] !== undefined && <Readout>{localText(Date.parse(moments[at]))}</Readout>}
        {lines.map(({ name, values, ink, dash }) => (
          <Readout key={name}>
            <svg className="line-sign" width="18" height="8" aria-hidden="true">
              <line
                className={`line-${ink}`}
                x1="0"
                x2="18"
                y1="4"
                y2="4"
                strokeDasharray={dash?.join(' ')}
              />
            </svg>{' '}
            {name} <strong>{values[at] == null ? 'not known' : spanText(values[at])}</strong>
          </Readout>
        ))}
      </div>
      <Plot summary={summary} data={data} make={make} onPlace={setPlace} />
    </>
  )
}

function optionsOf(drawing: Drawing, lines: readonly Line[]): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = axisOf(drawing)
  return {
    // Half of the last moment's words stand right of the drawing.
    padding: [10, 28, 0, 0],
    scales: { x: { time: true }, y: { range: fromZero } },
    series: [
      {},
      ...lines.map(({ ink, dash }) => ({
        stroke: drawing.inks[ink],
        width: ink === 'accent' ? 2 : 1.5,
        spanGaps: true,
        points: { show: lines[0]!.values.length < 60, size: 5, fill: drawing.inks[ink] },
        ...(dash && { dash }),
      })),
    ],
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 80,
        values: (_plot, splits) => splits.map(momentTick(splits)),
      },
      {
        ...axis,
        gap: 8,
        size: (_plot, values) =>
          12 + axisLetters * Math.max(1, ...(values ?? []).map((value) => value.length)),
        values: (_plot, splits) => splits.map((value) => spanText(value)),
      },
    ],
  }
}

const dayTick = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const timeTick = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' })
const secondTick = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const daySeconds = 86_400
const minuteSeconds = 60

/** Days where they lie days apart, else the time, as exact as it must be. */
const momentTick = (splits: readonly number[]) => {
  const apartSeconds = (splits[1] ?? 0) - (splits[0] ?? 0)
  const tick = apartSeconds >= daySeconds ? dayTick : apartSeconds >= minuteSeconds ? timeTick : secondTick
  return (seconds: number) => tick.format(seconds * 1000)
}

import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import { useWidth } from '../kit/width.ts'
import { axisText } from './measures.ts'
import { inkNames, inksIn, useShownTheme, type Inks } from './inks.ts'

export type Drawing = { width: number; inks: Inks }

type Props = {
  /** What the drawing shows, in a sentence. */
  summary: string
  data: uPlot.AlignedData
  /** Series, axes and scales. Stable between renders, or the drawing starts anew. */
  make: (drawing: Drawing) => Omit<uPlot.Options, 'width' | 'height'>
  /** Under the pointer; null when it leaves. */
  onPlace: (place: number | null) => void
}

const height = 230
const fontSize = 12

/** A drawing on a canvas. What it shows stands in a table beside it. */
export function Plot({ summary, data, make, onPlace }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const theme = useShownTheme()

  useEffect(() => {
    const element = frame.current
    if (!element || width === 0) return undefined
    const options = make({ width, inks: inksIn(element) })
    const plot = new uPlot({ ...common(onPlace), ...options, width, height }, data, element)
    return () => plot.destroy()
  }, [width, theme, data, make, onPlace])

  return (
    <div ref={frame} className="plot" role="img" aria-label={summary}>
      {inkNames.map((name) => (
        <span key={name} className={`ink-${name}`} hidden />
      ))}
    </div>
  )
}

const common = (onPlace: Props['onPlace']): Partial<uPlot.Options> => ({
  legend: { show: false },
  select: { show: false, left: 0, top: 0, width: 0, height: 0 },
  padding: [10, 6, 0, 0],
  cursor: { y: false, drag: { x: false, y: false, setScale: false }, points: { show: false } },
  hooks: { setCursor: [({ cursor }) => onPlace(cursor.idx ?? null)] },
})

/** Both axes as all drawings have them; the one below is as high as its words. */
export function axisOf({ inks }: Drawing): uPlot.Axis {
  const family = getComputedStyle(document.documentElement).fontFamily
  return {
    stroke: inks.text,
    font: `${fontSize}px ${family}`,
    grid: { stroke: inks.line, width: 1 },
    ticks: { show: false },
    border: { show: false },
    size: 24,
  }
}

const letterWidth = 7

/** The axis of amounts, as wide as its longest number. */
export function amountAxis(drawing: Drawing, unit: string): uPlot.Axis {
  return {
    ...axisOf(drawing),
    gap: 8,
    size: (_plot, values) =>
      12 + letterWidth * Math.max(1, ...(values ?? []).map((value) => String(value).length)),
    values: (_plot, splits) => splits.map((value) => withUnit(value, unit, splits)),
  }
}

/** Only the highest number has its unit. */
const withUnit = (value: number, unit: string, splits: readonly number[]) =>
  value === splits.at(-1) && unit !== '' ? `${axisText(value)} ${unit}` : axisText(value)

/** A little room above the highest; something even where everything is nothing. */
export const fromZero: uPlot.Range.Function = (_plot, _least, most) => [0, most > 0 ? most * 1.08 : 1]

import { useRef } from 'react'
import { lengthInWords } from '../kit/time.ts'
import { useWidth } from '../kit/width.ts'
import { ticksOf, type Life } from './life.ts'
import { Marks, type Scale } from './life-marks.tsx'
import { placeLabels, type Label } from './life-labels.ts'

const laneY = 40
const bandY = 58
const bandHeight = 30
const axisY = bandY + bandHeight + 22
const labelsY = axisY + 26
const rowHeight = 18

/** The token's life as a line: what it was, is and will be. An `ended` one is drawn without the colour of freshness. */
export function LifeLine({ life, summary, ended }: { life: Life; summary: string; ended: boolean }) {
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const x = (at: number) => Math.round(((at - life.from) / (life.to - life.from)) * width * 10) / 10
  const labels = placeLabels(labelsOf(life, x), width)
  const rows = Math.max(1, ...labels.map((label) => label.row + 1))
  const height = labelsY + rows * rowHeight
  return (
    <div ref={frame} className={ended ? 'life-line life-ended' : 'life-line'}>
      {width > 0 && (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary}>
          <Hatch />
          <Axis life={life} x={x} width={width} />
          <Bands life={life} x={x} width={width} />
          <Now life={life} x={Math.min(x(life.now), width - 1)} width={width} />
          <Marks marks={life.marks} x={x} laneY={laneY} />
          <Labels labels={labels} />
        </svg>
      )}
    </div>
  )
}

function Hatch() {
  return (
    <defs>
      <pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect className="life-due-ground" width="7" height="7" />
        <rect className="life-due-stripe" width="3" height="7" />
      </pattern>
    </defs>
  )
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const clockExact = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})
const dayMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const day = 86_400_000

function tickText(at: number, step: number): string {
  if (step >= day) return dayMonth.format(at)
  return (step < 60_000 ? clockExact : clock).format(at)
}

function Axis({ life, x, width }: { life: Life; x: Scale; width: number }) {
  const most = Math.max(2, Math.floor(width / 110))
  return (
    <g className="life-axis">
      <line x1={0} x2={width} y1={bandY + bandHeight / 2} y2={bandY + bandHeight / 2} className="life-base" />
      {ticksOf(life.from, life.to, most)
        .filter(({ at }) => x(at) > 24 && x(at) < width - 24)
        .map(({ at, step }) => (
          <g key={at}>
            <line x1={x(at)} x2={x(at)} y1={bandY + bandHeight + 2} y2={bandY + bandHeight + 8} />
            <text x={x(at)} y={axisY} textAnchor="middle">
              {tickText(at, step)}
            </text>
          </g>
        ))}
    </g>
  )
}

const leastWidth = 3

function Bands({ life, x, width }: { life: Life; x: Scale; width: number }) {
  return (
    <g>
      {life.bands.map((band) => (
        <rect
          key={`${band.kind}${band.from}`}
          className={`life-band life-${band.kind}`}
          x={x(band.from)}
          y={bandY}
          width={Math.max(leastWidth, Math.min(x(band.to), width) - x(band.from) - 1.5)}
          height={bandHeight}
          rx={4}
          {...(band.kind === 'due' ? { fill: 'url(#hatch)' } : {})}
        >
          <title>{bandTitles[band.kind]}</title>
        </rect>
      ))}
    </g>
  )
}

const bandTitles = { past: 'An earlier token', fresh: 'Fresh', due: 'Still good, due for a refresh' }

function labelsOf(life: Life, x: Scale): Label[] {
  const labels: Label[] = [{ x: x(life.issuedAt), text: `Issued ${short(life, life.issuedAt)}` }]
  if (life.softAt !== null)
    labels.push({ x: x(life.softAt), text: `Soft expiry ${short(life, life.softAt)}` })
  if (life.expiresAt !== null)
    labels.push({ x: x(life.expiresAt), text: `Expires ${short(life, life.expiresAt)}` })
  return labels
}

function short(life: Life, at: number): string {
  const time = (life.to - life.from < 600_000 ? clockExact : clock).format(at)
  return Math.abs(at - life.now) > day / 2 ? `${dayMonth.format(at)}, ${time}` : time
}

function Labels({ labels }: { labels: ReturnType<typeof placeLabels> }) {
  return (
    <g className="life-labels">
      {labels.map(({ x, text, row }) => (
        <line key={text} x1={x} x2={x} y1={bandY + bandHeight} y2={labelsY + row * rowHeight - 2} />
      ))}
      {labels.map(({ text, textX, anchor, row }) => (
        <text key={text} x={textX} y={labelsY + row * rowHeight + 10} textAnchor={anchor}>
          {text}
        </text>
      ))}
    </g>
  )
}

function Now({ life, x, width }: { life: Life; x: number; width: number }) {
  const text = life.isLongPast ? `Now, ${lengthInWords(life.now - (life.expiresAt ?? life.to))} after` : 'Now'
  const pill = text.length * 6.6 + 16
  const left = Math.max(0, Math.min(x - pill / 2, width - pill))
  return (
    <g className="life-now">
      <line className="life-halo" x1={x} x2={x} y1={18} y2={bandY + bandHeight + 4} />
      <line x1={x} x2={x} y1={18} y2={bandY + bandHeight + 4} />
      <rect x={left} y={0} width={pill} height={19} rx={9.5} />
      <text x={left + pill / 2} y={13.5} textAnchor="middle">
        {text}
      </text>
    </g>
  )
}

import { localExactText, utcText } from '../kit/time.ts'
import { gather, type Mark } from './life.ts'

/** Gives a moment its place on the line, in pixels. */
export type Scale = (at: number) => number

export const markTitles: Record<Mark['kind'], string> = {
  connected: 'Connected',
  refreshed: 'Refreshed',
  failed: 'Failed',
  read: 'Read',
  next: 'Next attempt',
}

/** Reads share a lane of dots; refreshes stand over them, since they are few and matter most. */
export function Marks({ marks, x, laneY }: { marks: readonly Mark[]; x: Scale; laneY: number }) {
  const reads = gather(
    marks.filter(({ kind }) => kind === 'read'),
    x,
    9,
  )
  const others = marks.filter(({ kind }) => kind !== 'read')
  return (
    <g>
      {reads.map((mark) => (
        <circle
          key={mark.at}
          className="life-read"
          cx={x(mark.at)}
          cy={laneY + 8}
          r={Math.min(2.6 + Math.log2(mark.count) * 0.6, 5.5)}
        >
          <title>{markText(mark)}</title>
        </circle>
      ))}
      {others.map((mark) => (
        <g
          key={`${mark.kind}${mark.at}${mark.text}`}
          className={`life-mark life-mark-${mark.kind}`}
          transform={`translate(${x(mark.at)} ${laneY - 8})`}
        >
          <title>{markText(mark)}</title>
          <rect className="life-target" x={-9} y={-9} width={18} height={18} />
          <path d={markShapes[mark.kind]} />
        </g>
      ))}
    </g>
  )
}

const diamond = 'M0-6 6 0 0 6-6 0Z'
const markShapes: Record<Mark['kind'], string> = {
  connected: diamond,
  refreshed: diamond,
  next: diamond,
  failed: 'M-4.5-4.5 4.5 4.5M4.5-4.5-4.5 4.5',
  read: '',
}

/** A mark's shape alone, for the legend. */
export function MarkSign({ kind }: { kind: Mark['kind'] }) {
  return (
    <svg width={12} height={12} viewBox="-7 -7 14 14" aria-hidden="true">
      {kind === 'read' ? (
        <circle className="life-read" r={4.5} />
      ) : (
        <g className={`life-mark life-mark-${kind}`}>
          <path d={markShapes[kind]} />
        </g>
      )}
    </svg>
  )
}

function markText(mark: Mark): string {
  const times = mark.count > 1 ? `, ${mark.count} times` : ''
  return `${markTitles[mark.kind]}${times} · ${localExactText(mark.at)} · ${utcText(mark.at)}`
}

import '../drawing/drawing.css'
import type { ReactNode } from 'react'
import { spanPieces } from '../drawing/scale.ts'

export type Span = {
  key: string
  title: ReactNode
  state: 'passed' | 'retried' | 'failed' | 'skipped'
  startMilliseconds: number
  durationMilliseconds: number
  /** Beside the bar. */
  text: string
}

/** Steps one under the other, each where it was in time. */
export function Waterfall({ label, spans }: { label: string; spans: readonly Span[] }) {
  const { pieces } = spanPieces(spans)
  return (
    <ol className="waterfall" aria-label={label}>
      {spans.map(({ key, title, state, text }, place) => (
        <li key={key}>
          <span className="waterfall-words">{title}</span>
          <svg width="100%" height="16" aria-hidden="true">
            <line className="waterfall-line" x1="0" x2="100%" y1="15.5" y2="15.5" />
            {state !== 'skipped' && (
              <rect className={`span span-${state}`} y="3" height="9" rx="2" {...pieces[place]} />
            )}
          </svg>
          <span className="waterfall-text number">{text}</span>
        </li>
      ))}
    </ol>
  )
}

import './source-field.css'
import { useId, useRef, type UIEvent } from 'react'

export type Mistake = {
  /** From 1; null: of the whole. */
  line: number | null
  text: string
}

type Props = {
  label: string
  value: string
  onChange: (value: string) => void
  mistakes: readonly Mistake[]
  rows?: number
}

/** A text with its lines numbered, those with a mistake marked; a press on a mistake goes to its line. */
export function SourceField({ label, value, onChange, mistakes, rows = 22 }: Props) {
  const id = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLDivElement>(null)
  const lines = value.split('\n')
  const wrong = new Set(mistakes.map(({ line }) => line))
  const follow = (event: UIEvent<HTMLTextAreaElement>) => {
    if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop
  }
  const goTo = (line: number) => {
    const before = lines.slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0)
    area.current?.focus()
    area.current?.setSelectionRange(before, before + (lines[line - 1]?.length ?? 0))
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="source">
        <div ref={gutter} className="source-gutter" aria-hidden="true">
          {lines.map((_, place) => (
            <span key={place} className={wrong.has(place + 1) ? 'source-wrong' : undefined}>
              {place + 1}
            </span>
          ))}
        </div>
        <textarea
          ref={area}
          id={id}
          className="source-text"
          wrap="off"
          rows={rows}
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          value={value}
          aria-invalid={mistakes.length > 0 || undefined}
          aria-describedby={mistakes.length > 0 ? `${id}-mistakes` : undefined}
          onChange={(event) => onChange(event.target.value)}
          onScroll={follow}
        />
      </div>
      {mistakes.length > 0 && (
        <div id={`${id}-mistakes`} role="alert">
          <ul className="source-mistakes">
            {mistakes.map(({ line, text }, place) => (
              <li key={place}>
                {line !== null && (
                  <button type="button" onClick={() => goTo(line)}>
                    Line {line}
                  </button>
                )}
                <span>{text}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

import { Badge } from '../kit/badge.tsx'
import { CopyButton } from '../kit/copy-button.tsx'
import type { Tried } from './request.ts'

/** What came back: status, time, and the body without its secrets. */
export function TriedAnswer({ tried }: { tried: Tried }) {
  const { status, milliseconds, requestId, text, isShortened } = tried
  return (
    <section aria-label="Answer" className="answer">
      <p className="answer-head" role="status">
        <Badge tone={status < 300 ? 'good' : status < 500 ? 'warn' : 'bad'}>{status}</Badge>
        <span className="sub">in {milliseconds} ms</span>
        {requestId && (
          <span className="sub break">
            request <code>{requestId}</code>
          </span>
        )}
        <CopyButton tone="icon" text={text} label="Copy the answer" />
      </p>
      <pre tabIndex={0} role="group" aria-label="Body of the answer">
        <code>{text}</code>
      </pre>
      {isShortened && <p className="sub">Shortened: the whole of it comes by the line above.</p>}
    </section>
  )
}

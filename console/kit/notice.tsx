import { useEffect, useRef, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { Icon } from './icons.tsx'
import { waitInWords } from './time.ts'
import { asProblem, type Problem } from '../api.ts'

/** What went wrong, what to do about it, and the id to find it by in the server's log. */
export function ProblemNotice({
  error,
  onRetry,
  retrying = false,
}: {
  error: unknown
  onRetry?: () => void
  retrying?: boolean
}) {
  const problem = asProblem(error)
  const notice = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The buttons that stick to a dialog's foot would lie over what it says of their press.
    if (notice.current?.closest('dialog')) notice.current.scrollIntoView({ block: 'nearest' })
  }, [error])
  return (
    <div ref={notice} className="notice notice-bad" role="alert">
      <Icon name="warning" size={20} />
      <div className="notice-words">
        <p className="notice-title">{problem.title}</p>
        {problem.hint && <p>{problem.hint}</p>}
        {problem.retryAfterSeconds !== null && <p>{waitInWords(problem.retryAfterSeconds)}</p>}
        <ProblemFoot problem={problem} />
        {onRetry && (
          <p>
            <Button icon="refresh" busy={retrying} onClick={onRetry}>
              Try again
            </Button>
          </p>
        )}
      </div>
    </div>
  )
}

/** Code and request id, to copy into a report. */
export function ProblemFoot({ problem }: { problem: Problem }) {
  return (
    <p className="problem-foot">
      <code>{problem.code}</code>
      {problem.requestId && (
        <>
          <span>
            Request <code>{problem.requestId}</code>
          </span>
          <CopyButton tone="icon" text={problem.requestId} label="Copy request id" />
        </>
      )}
    </p>
  )
}

/** Words of weight inside a page: a caution, or something good to know. */
export function Notice({
  tone = 'neutral',
  children,
}: {
  tone?: 'neutral' | 'warn' | 'good'
  children: ReactNode
}) {
  return (
    <div className={`notice notice-${tone}`}>
      {tone === 'warn' && <Icon name="warning" size={20} />}
      {tone === 'good' && <Icon name="check" size={20} />}
      <div className="notice-words">{children}</div>
    </div>
  )
}

import './code.css'
import { CopyButton } from './copy-button.tsx'

/** A line or text to copy. It wraps, so nothing is hidden on a narrow screen. */
export function Code({
  text,
  label,
  copyLabel,
  onCopied,
}: {
  text: string
  label: string
  copyLabel: string
  onCopied?: () => void
}) {
  return (
    <div className="code">
      <pre role="group" aria-label={label}>
        <code>{text}</code>
      </pre>
      <CopyButton text={text} label={copyLabel} {...(onCopied ? { onCopied } : {})} />
    </div>
  )
}

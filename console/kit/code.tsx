import './code.css'
import { CopyButton } from './copy-button.tsx'

/** One line with its copy button inside the frame. */
export function CodeLine({ text, label, copyLabel }: { text: string; label: string; copyLabel: string }) {
  return (
    <div className="code-line">
      <code role="group" aria-label={label}>
        {text}
      </code>
      <CopyButton tone="icon" text={text} label={copyLabel} />
    </div>
  )
}

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

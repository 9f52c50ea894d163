import { Icon } from '../kit/icons.tsx'
import type { Proof } from './api.ts'

const mostShown = 5

/** What a proof found, first things first, and what to do before anything else is touched. */
export function Problems({ proof }: { proof: Proof | null }) {
  if (proof === null || proof.ok) return null
  const more = proof.problemCount - Math.min(proof.problems.length, mostShown)
  return (
    <div className="notice notice-bad" role="alert">
      <Icon name="warning" size={20} />
      <div className="notice-words">
        <p className="notice-title">The log is not what was written.</p>
        <ul className="audit-problems">
          {proof.problems.slice(0, mostShown).map(({ code, text }) => (
            <li key={text}>
              <code>{code}</code> {text}
            </li>
          ))}
        </ul>
        {more > 0 && <p>And {more.toLocaleString()} more.</p>}
        <p>
          Touch nothing. Export the log as it is, and compare it with a backup and with the checkpoints that
          are kept elsewhere.
        </p>
      </div>
    </div>
  )
}

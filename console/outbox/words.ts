import type { Tone } from '../kit/badge.tsx'
import type { OutgoingMail } from './api.ts'

/** "reset_password" as "Reset password". */
export function templateTitle(template: string): string {
  const words = template.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** How it went: waiting is trouble as soon as an attempt failed. */
export function mailBadge({ state, reason }: Pick<OutgoingMail, 'state' | 'reason'>): {
  tone: Tone
  label: string
} {
  if (state === 'sent') return { tone: 'good', label: 'Sent' }
  if (state === 'failed') return { tone: 'bad', label: 'Given up' }
  return reason === null ? { tone: 'neutral', label: 'Waiting' } : { tone: 'warn', label: 'Tried again' }
}

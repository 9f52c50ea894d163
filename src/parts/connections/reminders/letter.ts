import type { Letter } from '../../../kit/mail.ts'
import { mayBeLink, oneLine, onPaper } from '../../messages/index.ts'

/** What a reminder is written from. All of it but the link comes from others: apps, providers, people. */
export interface Occasion {
  eventId: string
  to: string
  appName: string
  providerTitle: string
  /** What the provider calls the account, as far as it is known. */
  label: string | null
  /** In words. */
  reason: string | null
  /** Where the account can be connected again; null: it has to be done in the app. */
  link: string | null
  linkDays: number
}

/** Tells a person that a connection needs them again: what, why, and what to do. */
export function letterOf({ eventId: id, to, reason, link, linkDays, ...names }: Occasion): Letter {
  const appName = oneLine(names.appName)
  const provider = oneLine(names.providerTitle)
  const label = oneLine(names.label ?? '')
  const account = label === '' || mayBeLink(label) ? `your account at ${provider}` : `${label} at ${provider}`
  const paragraphs = [
    'Hello,',
    `${appName} can no longer reach ${account}.${reason ? ` ${reason}` : ''}`,
    link
      ? {
          text: `If you want it to go on, connect the account again within ${linkDays} days. The page asks before it changes anything:`,
          label: 'Connect again',
          link,
        }
      : `If you want it to go on, open ${appName} and connect the account again there.`,
    `If you do nothing, ${appName} reads nothing more from there.`,
    `You get this mail as ${appName} gave your address for such notices. To get none, tell ${appName}.`,
  ]
  return {
    id,
    to,
    ...onPaper({ subject: `${provider} has to be connected again for ${appName}`, paragraphs }),
  }
}

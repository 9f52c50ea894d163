import type { Actor, Happening } from '../../../kit/event.ts'
import { as, type World } from '../../../kit/world.ts'
import { record } from '../../audit/index.ts'
import { type MailTemplate, queueMail } from '../../messages/index.ts'
import { isFeatureOn } from '../../../kit/flags.ts'

export const nobody: Actor = { kind: 'anyone', id: null }
export const actorOf = (personId: string): Actor => ({ kind: 'person', id: personId })

/** Bound to that person's own account. */
export const ofPerson = (world: World, accountId: string): World => as(world, { role: 'app', accountId })

/** Says that something happened to a person, in the caller's transaction. */
export const tell = (
  world: World,
  accountId: string,
  action: string,
  happening: Pick<Happening, 'actor' | 'requestId' | 'outcome' | 'detail'>,
): Promise<void> =>
  record(world, { action, accountId, object: { kind: 'person', id: accountId }, ...happening })

/** Whether addresses are to be proved, and mail goes to people. Not inside a transaction. */
export const isMailOn = (world: World): Promise<boolean> => isFeatureOn(world, 'EMAIL_ENABLED')

/** Queues a mail in the caller's transaction, which is bound to the person's own account. */
export const mail = (
  world: World,
  accountId: string,
  to: string | null,
  template: MailTemplate,
  values: Readonly<Record<string, string>> = {},
): Promise<void> | undefined =>
  to === null ? undefined : queueMail(world, { accountId, template, to, values })

import { hoursAfter } from '../../../kit/duration.ts'
import { sha256 } from '../../../kit/hash.ts'
import { uuidv7 } from '../../../kit/id.ts'
import { isSyntheticAddress } from '../../../kit/mail.ts'
import { as, type World } from '../../../kit/world.ts'
import { type Place, seal } from '../../vault/index.ts'
import { isNotice, type MailTemplate } from './letters.ts'
import { putFarewell, putMail } from './store.ts'

export interface MailToQueue {
  /** The person's own account: what is written is sealed under its salt, and goes with it. */
  accountId: string
  template: MailTemplate
  /** One address. */
  to: string
  /** What the letter says beside its fixed words. `link` is a page's whole address; `at` a moment as ISO 8601 has it. */
  values: Readonly<Record<string, string>>
}

/** What is said to whom; sealed for a row of `outgoing_mail`. */
export const mailPlace = (accountId: string, id: string, generation: number): Place => ({
  accountId,
  subjectId: accountId,
  table: 'outgoing_mail',
  rowId: id,
  field: 'content',
  generation,
})

/** Whether this deployment has a way out for mail. What is queued without one waits for a day. */
export const canSendMail = (world: Pick<World, 'mail'>): boolean => world.mail !== null

/**
 * Sends a mail to a person once the caller's transaction, which is bound to the person's account, has committed: within a
 * second or two, and for a day if the server is away. One that tells of something goes at most once an hour and person; what
 * carries a link always goes.
 */
export async function queueMail(
  world: World,
  { accountId, template, to, values }: MailToQueue,
): Promise<void> {
  if (values.link !== undefined && !/^https?:\/\//.test(values.link))
    throw new TypeError('a mail links to web pages alone')
  const id = isNotice(template) ? idOfHour(world, accountId, template) : uuidv7(world)
  const content = await seal(world, mailPlace(accountId, id, 1), JSON.stringify({ to, values }))
  const since = isNotice(template) ? hoursAfter(world.now(), -1) : null
  await putMail(world, { accountId, id, template, content, isKept: isSyntheticAddress(to) }, since)
}

/**
 * The last mail to who is erased, sealed for the home account, as the person's salt goes with it.
 * @returns queues it, in the transaction that erases
 */
export async function farewellTo(
  world: World,
  homeAccountId: string,
  to: string,
): Promise<(world: World) => Promise<unknown>> {
  const id = uuidv7(world)
  const home = as(world, { role: 'app', accountId: homeAccountId })
  const content = await seal(home, mailPlace(homeAccountId, id, 1), JSON.stringify({ to, values: {} }))
  return (world) => putFarewell(world, { accountId: homeAccountId, id, template: 'erased', content })
}

/** Of several at once that tell the same, the row's key lets one through. */
function idOfHour(world: World, accountId: string, template: MailTemplate): string {
  const hour = Math.floor(world.now().getTime() / 3_600_000)
  const bytes = sha256(`${accountId} ${template} ${hour}`).subarray(0, 16)
  // A UUIDv8 (RFC 9562): bits of our own choice.
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

import { daysAfter, hoursAfter, minutesAfter, secondsAfter, secondsBetween } from '../../../kit/duration.ts'
import { base64url, sameSecret, sha256 } from '../../../kit/hash.ts'
import type { SealedColumn } from '../../../kit/part.ts'
import type { World } from '../../../kit/world.ts'
import { open, type Place, seal } from '../../vault/index.ts'
import { accountFaults } from '../faults.ts'
import { addressHashes } from '../people/address.ts'
import { accountSettings } from '../settings.ts'
import {
  type LinkKind,
  lookAtToken,
  nextTokenGeneration,
  putToken,
  type SeenToken,
  sentBefore,
  type TakenToken,
  takeToken,
} from './token-store.ts'

const secretBytes = 32
/** At least so long between two mails of one kind to one person, and at most so many in 24 hours. */
export const restSeconds = 60
export const mostPerDay = 5

const lives: Record<LinkKind, (from: Date) => Date> = {
  verify: (from) => hoursAfter(from, 24),
  reset: (from) => minutesAfter(from, 30),
  change_address: (from) => hoursAfter(from, 24),
}

/** Pages of the app, or of our own console: the link names the address of the settings, whatever host was asked. */
const pages: Record<LinkKind, string> = {
  verify: '/verify-email',
  reset: '/reset-password',
  change_address: '/confirm-email',
}

export const sealedLink: SealedColumn = {
  table: 'mail_token',
  field: 'address',
  sqlTable: 'mail_token',
  sqlColumn: 'address',
  rowId: 'account_id',
  generation: 'generation',
}

/** The address that a link proves lies sealed, too: it may be one that the person does not have yet. */
export const linkPlace = (accountId: string, generation: number): Place => ({
  accountId,
  subjectId: accountId,
  table: 'mail_token',
  rowId: accountId,
  field: 'address',
  generation,
})

/** A page of the app; what only its reader may know stands in the fragment, which no server and no log ever sees. */
export function pageAt(world: World, path: string, secret?: string): string {
  const { frontendUrl, keyholdUrl } = world.settings(accountSettings)
  const base = (frontendUrl ?? keyholdUrl).href.replace(/[?#].*$/, '').replace(/\/+$/, '')
  return `${base}${path}${secret === undefined ? '' : `#${secret}`}`
}

/** Seconds until another mail of that kind may go to the person; 0: now. */
export async function secondsUntilNext(world: World, accountId: string, kind: LinkKind): Promise<number> {
  const sent = await sentBefore(world, accountId, kind)
  const [last, oldest] = [sent.at(-1), sent.at(-mostPerDay)]
  const waits = [
    ...(last ? [secondsBetween(world.now(), secondsAfter(last, restSeconds))] : []),
    ...(oldest ? [secondsBetween(world.now(), daysAfter(oldest, 1))] : []),
  ]
  return Math.ceil(Math.max(0, ...waits))
}

/**
 * Makes a link that proves an address, in the caller's transaction; the one before it is worth nothing from then on.
 * @returns null where the person got one within {@link restSeconds}, or {@link mostPerDay} within 24 hours
 */
export async function makeLink(
  world: World,
  accountId: string,
  kind: LinkKind,
  address: string,
): Promise<string | null> {
  const secret = base64url(world.random(secretBytes))
  const generation = await nextTokenGeneration(world, accountId)
  const now = world.now()
  const token = {
    accountId,
    kind,
    hash: sha256(secret),
    address: await seal(world, linkPlace(accountId, generation), address),
    generation,
    addressMac: addressHashes(world, address)[0]!,
    expiresAt: lives[kind](now),
  }
  const isPut = await putToken(world, token, {
    lastBefore: secondsAfter(now, -restSeconds),
    dayBefore: daysAfter(now, -1),
    most: mostPerDay,
  })
  return isPut ? pageAt(world, pages[kind], secret) : null
}

/**
 * Whose link it is, as long as it is good; nothing is used up.
 * @throws MAIL_LINK_INVALID, MAIL_LINK_EXPIRED
 */
export async function lookAtLink(world: World, kind: LinkKind, secret: string): Promise<SeenToken> {
  const seen = await lookAtToken(world, kind, sha256(secret))
  if (!seen || seen.isUsed) throw accountFaults.MAIL_LINK_INVALID()
  if (seen.isLate) throw accountFaults.MAIL_LINK_EXPIRED()
  return seen
}

/**
 * Uses a link up, in the caller's transaction.
 * @throws MAIL_LINK_INVALID when somebody else was first
 */
export async function useLink(world: World, kind: LinkKind, secret: string): Promise<TakenToken> {
  const taken = await takeToken(world, kind, sha256(secret))
  if (!taken) throw accountFaults.MAIL_LINK_INVALID()
  return taken
}

/** Whether a link was mailed to that address. */
export const wasMailedTo = (world: World, { addressMac }: TakenToken, address: string | null): boolean =>
  address !== null && addressHashes(world, address).some((mac) => sameSecret(mac, addressMac))

/** The address that a link was mailed to. */
export async function addressOfLink(
  world: World,
  { accountId, generation, address }: TakenToken,
): Promise<string> {
  return (await open(world, linkPlace(accountId, generation), address)).toString()
}

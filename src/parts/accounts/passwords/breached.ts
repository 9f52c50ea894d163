import { createHash } from 'node:crypto'
import type { World } from '../../../kit/world.ts'
import { accountFaults } from '../faults.ts'
import { accountSettings } from '../settings.ts'

const waitMilliseconds = 1000

/**
 * Whether a password is among those that were published, where PASSWORD_BREACH_RANGES names a place to ask: by the first
 * five digits of its SHA-1, so that nobody there learns which it is. Not inside a transaction.
 * @throws PASSWORD_BREACH_UNKNOWN when the place does not answer within a second and PASSWORD_BREACH_AWAY is `refuse`
 */
export async function isBreachedPassword(world: World, password: string): Promise<boolean> {
  const { passwordBreachRanges: place, passwordBreachAway: away } = world.settings(accountSettings)
  if (place === null) return false
  const digits = createHash('sha1').update(password).digest('hex').toUpperCase()
  const [range, rest] = [digits.slice(0, 5), digits.slice(5)]
  const found =
    typeof place === 'string' ? await fromFolder(world, place, range) : await fromService(world, place, range)
  if (found !== null) return isIn(found, rest)
  world.log.warn('whether a password was published could not be asked', { reason: away })
  if (away === 'refuse') throw accountFaults.PASSWORD_BREACH_UNKNOWN({ retryAfterSeconds: 5 })
  return false
}

async function fromFolder({ files }: World, folder: string, range: string): Promise<string | null> {
  const bytes = await files?.read(`${folder}/${range}.txt`)
  return bytes ? Buffer.from(bytes).toString() : null
}

async function fromService({ http }: World, place: URL, range: string): Promise<string | null> {
  const exchange = await http.send({
    method: 'GET',
    url: new URL(range, place),
    // Others on the way do not learn from the length which range it is.
    headers: { 'add-padding': 'true' },
    deadlineMilliseconds: waitMilliseconds,
  })
  return exchange.kind === 'answered' && exchange.status === 200
    ? Buffer.from(exchange.body).toString()
    : null
}

/** Lines such as `0018A45C4D1DEF81644B54AB7F969B88D65:3`; what has a count of 0 is padding. */
const isIn = (lines: string, rest: string): boolean =>
  lines.split(/\r?\n/).some((line) => {
    const [hash, count] = line.split(':')
    return hash?.toUpperCase() === rest && Number(count ?? 1) > 0
  })

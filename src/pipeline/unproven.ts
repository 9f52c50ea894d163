import { faults } from '../kit/fault.ts'
import type { Asked } from '../kit/route.ts'
import { resident, type World } from '../kit/world.ts'
import { addressOf } from './limit.ts'

/** The most of a body that a signature alone vouches for, bytes. A code host's event of a pull request has far less. */
export const longestUnproven = 2_097_152

/** How much one process receives at once of what nobody has proved yet, of all and of one address. */
export const mostUnproven = {
  ofAll: { bodies: 256, bytes: 32 * longestUnproven },
  ofAddress: { bodies: 32, bytes: 4 * longestUnproven },
} as const

interface Held {
  bodies: number
  bytes: number
}

const held = resident(() => ({ ofAll: { bodies: 0, bytes: 0 }, ofAddress: new Map<string, Held>() }))

/**
 * Reads a body whose sender is not known before it is whole, and proves who that is: until then it counts against what
 * strangers may make the process hold. `read` is handed whom to tell of bytes that came.
 * @throws SIGNED_BODIES_CROWDED
 */
export async function whileUnproven<T>(
  world: World,
  asked: Asked,
  read: (came: (bytes: number) => void) => Promise<T>,
): Promise<T> {
  const { ofAll, ofAddress } = held(world)
  const address = addressOf(asked)
  const own = ofAddress.get(address) ?? { bodies: 0, bytes: 0 }
  ofAddress.set(address, own)
  let received = 0
  const count = (bodies: number, bytes: number) => {
    for (const each of [ofAll, own]) {
      each.bodies += bodies
      each.bytes += bytes
    }
  }
  const came = (bytes: number) => {
    received += bytes
    count(0, bytes)
    if (isOver(ofAll, mostUnproven.ofAll) || isOver(own, mostUnproven.ofAddress))
      throw faults.SIGNED_BODIES_CROWDED({ retryAfterSeconds: 5 })
  }
  count(1, 0)
  try {
    came(0)
    return await read(came)
  } finally {
    count(-1, -received)
    if (own.bodies === 0) ofAddress.delete(address)
  }
}

const isOver = (held: Held, most: Held): boolean => held.bodies > most.bodies || held.bytes > most.bytes

import type { World } from '../../../kit/world.ts'
import { hashPassword } from '../passwords/hash.ts'
import { makePerson } from './person.ts'

export interface APerson {
  personId: string
  address: string
  password: string
}

export interface APersonOptions {
  /** Default: one of its own. */
  address?: string
  /** Default {@link usualPassword}. */
  password?: string
  username?: string
  /** Default true. */
  isVerified?: boolean
  /** Looks after the deployment. Default false. */
  isOperator?: boolean
}

export const usualPassword = 'correct horse battery'

let made = 0

/** Somebody who signed up. */
export async function aPerson(world: World, options: APersonOptions = {}): Promise<APerson> {
  made += 1
  const { address = `person${made}@example.org`, password = usualPassword } = options
  const personId = await makePerson(world, {
    address,
    username: options.username ?? `person${made}`,
    displayName: null,
    passwordHash: await usualHash(world, password),
    isVerified: options.isVerified ?? true,
    isOperator: options.isOperator ?? false,
  })
  if (!personId) throw new Error(`the address of ${address} is somebody's already`)
  return { personId, address, password }
}

const hashes = new Map<string, Promise<string>>()

/** One password is hashed once for all people of a suite: it takes long on purpose. */
function usualHash(world: World, password: string): Promise<string> {
  const known = hashes.get(password) ?? hashPassword(world, password)
  hashes.set(password, known)
  return known
}

import type { World } from '../../../kit/world.ts'
import { accountSettings } from '../settings.ts'
import { absoluteHours } from './session.ts'

const isHttps = (world: World): boolean => world.settings(accountSettings).keyholdUrl.protocol === 'https:'

/** `__Host-` binds the cookie to this very host; it exists on https only. */
export const cookieName = (world: World): string => (isHttps(world) ? '__Host-kh_operator' : 'kh_operator')

export const sessionCookie = (world: World, secret: string): string =>
  `${cookieName(world)}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${absoluteHours * 3600}${isHttps(world) ? '; Secure' : ''}`

export const clearedCookie = (world: World): string =>
  `${cookieName(world)}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${isHttps(world) ? '; Secure' : ''}`

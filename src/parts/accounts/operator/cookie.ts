import type { Asked } from '../../../kit/route.ts'
import type { World } from '../../../kit/world.ts'
import { csrfCookie, csrfCookieName } from '../sessions/cookies.ts'
import { csrfTokenFor, csrfTokenIsGood } from '../sessions/csrf.ts'
import { accountSettings } from '../settings.ts'
import { absoluteHours } from './session.ts'

const isHttps = (world: World): boolean => world.settings(accountSettings).keyholdUrl.protocol === 'https:'

/** `__Host-` binds the cookie to this very host; it exists on https only. */
export const cookieName = (world: World): string => (isHttps(world) ? '__Host-kh_operator' : 'kh_operator')

export const sessionCookie = (world: World, secret: string): string =>
  `${cookieName(world)}=${secret}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${absoluteHours * 3600}${isHttps(world) ? '; Secure' : ''}`

export const clearedCookie = (world: World): string =>
  `${cookieName(world)}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0${isHttps(world) ? '; Secure' : ''}`

/** What the console sends back with every write. */
export const tokenCookie = (world: World, sessionId: string): string =>
  csrfCookie(world, csrfTokenFor(world, sessionId), absoluteHours * 3600)

export const clearedTokenCookie = (world: World): string => csrfCookie(world, '', 0)

/** For a browser that holds none, or one of another session: it signed in before there were any, or as somebody else since. */
export const freshTokenCookies = (world: World, asked: Asked, sessionId: string): string[] =>
  csrfTokenIsGood(world, sessionId, asked.cookie(csrfCookieName)) ? [] : [tokenCookie(world, sessionId)]

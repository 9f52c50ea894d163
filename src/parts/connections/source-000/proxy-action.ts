import { z } from 'zod'
import { refused000 } from '../../../kit/fault-000.ts'

/** What clients of source 000 post; it is looked at here alone, so that every refusal is in its words. */
export const given = z.object({
  action: z.unknown().optional(),
  accessToken: z.unknown().optional(),
  refreshToken: z.unknown().optional(),
  data: z.unknown().optional(),
  userId: z.unknown().optional().describe('Whose connection; needed where the key speaks for no user alone.'),
})

export type ProxyAction =
  | { kind: 'refresh' }
  | { kind: 'limits' }
  /** A read behind the provider's API address. */
  | { kind: 'read'; path: string }

/**
 * What is wanted. A token that is handed in must be there, as it had to, and is dropped.
 * @throws 400 in the source's words
 */
export function actionOf(body: z.infer<typeof given>): ProxyAction {
  const { action } = body
  if (!isText(action)) throw refusal('MISSING_ACTION', 'Action is required')
  const read = Object.hasOwn(actions, action) ? actions[action] : undefined
  if (!read) throw refusal('INVALID_ACTION', 'Invalid action')
  const data = z.record(z.string(), z.unknown()).safeParse(body.data ?? {})
  return read({
    hasAccessToken: isText(body.accessToken),
    hasRefreshToken: isText(body.refreshToken),
    data: data.data ?? {},
  })
}

interface Handed {
  hasAccessToken: boolean
  hasRefreshToken: boolean
  data: Record<string, unknown>
}

const actions: Readonly<Record<string, (handed: Handed) => ProxyAction>> = {
  refresh_token({ hasRefreshToken }) {
    if (!hasRefreshToken) throw refusal('MISSING_REFRESH_TOKEN', 'Refresh token required')
    return { kind: 'refresh' }
  },
  get_activities({ hasAccessToken, data: { page, per_page: perPage } }) {
    requireAccessToken(hasAccessToken)
    const numbers = { page: wholeNumber('page', page, 1), per_page: wholeNumber('per_page', perPage, 30) }
    return { kind: 'read', path: `/athlete/activities?${new URLSearchParams(numbers).toString()}` }
  },
  get_activity({ hasAccessToken, data: { activityId } }) {
    const id = typeof activityId === 'number' ? String(activityId) : activityId
    if (!hasAccessToken || typeof id !== 'string' || !/^[1-9]\d{0,19}$/.test(id))
      throw refusal('MISSING_ACCESS_TOKEN_OR_ACTIVITY_ID', 'Access token and activity ID required')
    return { kind: 'read', path: `/activities/${id}` }
  },
  get_athlete({ hasAccessToken }) {
    requireAccessToken(hasAccessToken)
    return { kind: 'read', path: '/athlete' }
  },
  get_rate_limit_status: () => ({ kind: 'limits' }),
}

function requireAccessToken(isThere: boolean): void {
  if (!isThere) throw refusal('MISSING_ACCESS_TOKEN', 'Access token required')
}

/** Nothing, and what counted as nothing there, is the default. @throws 400 */
function wholeNumber(name: string, value: unknown, otherwise: number): string {
  const number = Number(value || otherwise)
  if (Number.isSafeInteger(number) && number > 0) return String(number)
  throw refusal('INVALID_DATA', `data.${name} is a whole number from 1`)
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

export const refusal = (code: string, message: string) =>
  refused000(400, { error: 'BAD_REQUEST', message, code })

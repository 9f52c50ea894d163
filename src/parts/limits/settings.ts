import { defineSettings, integer, Mistake, rawValue, type Reading, text } from '../../kit/settings.ts'
import { type Networks, networksOf } from '../../kit/http-peer.ts'
import { bookFrom } from './policies/book.ts'
import { builtInBook, type PolicyBook } from './policies/tiers.ts'
import { valkeyShape } from './valkey-url.ts'

const limitsText = text(
  'KEYHOLD_LIMITS',
  'Limits on requests, and breakers, as JSON: further tiers, other numbers; docs/guides/limits.md has the form. Default: the built-in ones.',
)
const tierText = text(
  'KEYHOLD_KEY_TIER',
  'Tier of API keys that name none: app, free, pro, max or one of KEYHOLD_LIMITS. Default app.',
)

/** Limits on requests, and where requests come from. */
export const limitSettings = defineSettings('limits', {
  book: { ...limitsText, read: readBook },
  keyTier: { ...tierText, read: readTier },
  ...valkeyShape,
  processes: integer(
    'KEYHOLD_PROCESSES',
    'Server processes that share the limits: while the store of limits is away each admits its share of half. Default 1.',
    { min: 1, max: 10_000 },
  ).default(1),
  trustedProxies: {
    ...text(
      'KEYHOLD_TRUSTED_PROXIES',
      'Networks, comma-separated, whose X-Forwarded-For is believed; `loopback` and `private` are names of some. Default loopback.',
    ),
    read: readProxies,
  },
})

function readBook(raw: string | undefined): PolicyBook {
  return raw === undefined ? builtInBook : inWords(() => bookFrom(raw))
}

function readTier(raw: string | undefined, reading: Reading): string {
  const tier = raw ?? 'app'
  const tiers = tiersOf(reading)
  if (tiers && !Object.hasOwn(tiers, tier))
    throw new Mistake(`found "${tier}", wants one of: ${Object.keys(tiers).join(', ')}`)
  return tier
}

/** None when they are told by a mistake of their own. */
function tiersOf(reading: Reading): PolicyBook['tiers'] | null {
  try {
    return readBook(rawValue(limitsText, reading)).tiers
  } catch (error) {
    if (error instanceof Mistake) return null
    throw error
  }
}

function readProxies(raw: string | undefined): Networks {
  const names = (raw ?? 'loopback')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return inWords(() => networksOf(names))
}

function inWords<T>(read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new Mistake((cause as Error).message)
  }
}

import { Mistake, rawValue, type Reading, secret, type Setting } from '../../kit/settings.ts'
import type { ValkeyAddress } from '../../kit/valkey.ts'

const isEncryptedBy: Readonly<Record<string, boolean>> = {
  'redis:': false,
  'valkey:': false,
  'rediss:': true,
  'valkeys:': true,
}
const defaultPort = 6379

const redisUrl = secret('REDIS_URL', 'The same as VALKEY_URL, by the name that hosting platforms give it.')

/** One address under two names. */
export const valkeyShape: { valkey: Setting<ValkeyAddress | null>; redisUrl: Setting<undefined> } = {
  valkey: {
    ...secret(
      'VALKEY_URL',
      'Where limits are counted: a Valkey or Redis server, as redis://user:password@host:6379/0; rediss:// is encrypted. Default: in the database.',
    ),
    read(raw, reading) {
      const other = rawValue(redisUrl, reading)
      if (raw !== undefined && other !== undefined)
        throw new Mistake('both it and REDIS_URL are set; keep one of them')
      const given = raw ?? other
      return given === undefined ? null : addressOf(given)
    },
  },
  redisUrl: { ...redisUrl, read: (_raw: string | undefined, _reading: Reading) => undefined },
}

/** @throws Mistake, which never holds the password */
function addressOf(raw: string): ValkeyAddress {
  const form = 'wants an address such as redis://user:password@host:6379/0, or rediss:// to encrypt'
  if (!URL.canParse(raw)) throw new Mistake(`is no address; ${form}`)
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(raw)
  const isEncrypted = isEncryptedBy[protocol]
  if (isEncrypted === undefined || hostname === '') throw new Mistake(`begins with "${protocol}//"; ${form}`)
  if (search || hash) throw new Mistake(`has something behind the database's number; ${form}`)
  const database = Number(/^\/?(\d{0,4})$/.exec(pathname)?.[1] ?? NaN)
  if (Number.isNaN(database)) throw new Mistake(`names no database by its number; ${form}`)
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || defaultPort),
    username: decoded(username),
    password: decoded(password),
    database,
    isEncrypted,
  }
}

function decoded(text: string): string | null {
  try {
    return text === '' ? null : decodeURIComponent(text)
  } catch (cause) {
    throw new Mistake('has a bare per cent sign in its user or password; write it as %25', { cause })
  }
}

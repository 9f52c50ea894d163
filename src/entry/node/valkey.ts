import { createHash } from 'node:crypto'
import type { Redis, RedisOptions } from 'ioredis'
import { type Valkey, type ValkeyAddress, ValkeyTrouble } from '../../kit/valkey.ts'

export interface OpenValkey {
  valkey: Valkey
  close(): Promise<void>
}

// Longer than any decision waits for its store.
const commandMilliseconds = 750
const connectMilliseconds = 2_000
// With a question open and nothing heard for so long, the other end is taken for dead, though nobody has hung up.
const silenceMilliseconds = 5_000
const firstPauseMilliseconds = 50
const longestPauseMilliseconds = 5_000

/**
 * One connection for the process, made anew whenever it breaks, with growing pauses that differ between processes. While
 * there is none every call fails at once: nothing is queued, and nothing that was sent is sent again.
 */
export function openValkey(address: ValkeyAddress): OpenValkey {
  // Most processes have no such server, and none should wait for a module that it does not use.
  const connecting = import('ioredis').then(({ Redis }) => {
    const isStale = onceForEachConnection()
    const client = new Redis({ ...optionsOf(address), reconnectOnError: isStale.by })
    client.on('ready', isStale.reset)
    return connectedTo(client)
  })
  return {
    valkey: { eval: async (...asked) => (await connecting).eval(...asked) },
    close: async () => (await connecting).close(),
  }
}

const optionsOf = ({
  host,
  port,
  username,
  password,
  database,
  isEncrypted,
}: ValkeyAddress): RedisOptions & { replyMapping: 'legacy' } => ({
  host,
  port,
  ...(username !== null && { username }),
  ...(password !== null && { password }),
  db: database,
  ...(isEncrypted && { tls: {} }),
  protocol: 2,
  replyMapping: 'legacy',
  disableClientInfo: true,
  connectionName: 'keyhold',
  commandTimeout: commandMilliseconds,
  connectTimeout: connectMilliseconds,
  socketTimeout: silenceMilliseconds,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  retryStrategy: pauseMilliseconds,
})

/**
 * A server that has become a replica refuses every write for good; its name may lead to another one by now, so that the
 * connection is left. Once: all the answers under way would each hang up, on the next connection too.
 */
function onceForEachConnection(): { by(error: Error): boolean; reset(): void } {
  let isLeft = false
  return {
    by({ message }) {
      if (isLeft || !message.includes('READONLY')) return false
      isLeft = true
      return true
    },
    reset: () => void (isLeft = false),
  }
}

/** Before the nth attempt. */
export const pauseMilliseconds = (attempt: number): number =>
  Math.min(firstPauseMilliseconds * 2 ** attempt, longestPauseMilliseconds) * (0.5 + Math.random() / 2)

function connectedTo(client: Redis): { eval: Valkey['eval']; close(): void } {
  let trouble: Error | null = null
  client.on('error', (error: Error) => void (trouble = error))
  client.on('ready', () => void (trouble = null))
  const digests = new Map<string, string>()
  const digestOf = (script: string): string => {
    const digest = digests.get(script) ?? createHash('sha1').update(script).digest('hex')
    digests.set(script, digest)
    return digest
  }
  return {
    async eval(script, keys, values) {
      try {
        return await client
          .evalsha(digestOf(script), keys.length, ...keys, ...values)
          .catch((error: Error) => {
            // It has done nothing then.
            if (!error.message.startsWith('NOSCRIPT')) throw error
            return client.eval(script, keys.length, ...keys, ...values)
          })
      } catch (error) {
        throw troubleOf(error as Error, trouble)
      }
    },
    close: () => client.disconnect(),
  }
}

/** What the server says goes on as one word: the rest of it, and the call it belongs to, may hold keys and the password. */
function troubleOf(error: Error, ofConnection: Error | null): ValkeyTrouble {
  const refusal = wordOf(error) ?? (ofConnection && wordOf(ofConnection))
  if (refusal !== null) return new ValkeyTrouble(refusal)
  if (error.message === 'Command timed out') return new ValkeyTrouble('SILENT')
  return new ValkeyTrouble('GONE', { ...(ofConnection && { cause: ofConnection }) })
}

/** Of a server's refusal its first word; older servers put their own words before it when a script met it. */
const wordOf = ({ name, message }: Error): string | null =>
  name === 'ReplyError' ? (/(?:^|: -)((?!ERR\b)[A-Z]{3,}) /.exec(message)?.[1] ?? 'ERR') : null

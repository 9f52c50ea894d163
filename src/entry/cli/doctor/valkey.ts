import { type Valkey, type ValkeyAddress, ValkeyTrouble } from '../../../kit/valkey.ts'
import { limitSettings } from '../../../parts/limits/index.ts'
import { openValkey } from '../../node/valkey.ts'
import { type Finding, fail, ok } from './finding.ts'
import type { Subject } from './subject.ts'

// A connection may be under way still.
const tries = 20
const pauseMilliseconds = 100

/** Whether the server that counts limits does for us what a decision needs. Nothing where the database counts them. */
export async function valkeyFindings({ settings }: Subject): Promise<Finding[]> {
  const address = settings?.(limitSettings).valkey
  if (!address) return []
  const { valkey, close } = openValkey(address)
  try {
    return [findingOf(address, await troubleOf(valkey))]
  } finally {
    await close()
  }
}

// All that a decision does, with a key that goes at once.
const script = `redis.call('TIME'); redis.call('MGET', KEYS[1]); redis.call('SET', KEYS[1], '0 0', 'PX', 1)`

async function troubleOf(valkey: Valkey): Promise<ValkeyTrouble | null> {
  for (let left = tries; ; left--) {
    try {
      await valkey.eval(script, ['{keyhold}:doctor'], [])
      return null
    } catch (error) {
      if (!(error instanceof ValkeyTrouble)) throw error
      if (left === 0 || (error.code !== 'GONE' && error.code !== 'SILENT') || error.cause) return error
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds))
  }
}

function findingOf({ host, port }: ValkeyAddress, trouble: ValkeyTrouble | null): Finding {
  const place = `${host}:${port}`
  if (trouble === null) return ok('valkey', `limits are counted at ${place}, which answers`)
  const reason = (trouble.cause as { code?: string } | undefined)?.code ?? trouble.code
  return fail(
    'valkey',
    `limits cannot be counted at ${place} (${reason}): each process admits a reduced share`,
    cures[reason] ?? 'check host, port and whether it is encrypted (rediss://) in VALKEY_URL',
  )
}

const password = 'put the right password, and the user before it, into VALKEY_URL'
const cures: Readonly<Record<string, string>> = {
  WRONGPASS: password,
  NOAUTH: password,
  ERR: 'give its user the rights that docs/guides/limits.md lists; else its own log says more',
  NOPERM: 'give its user the rights that docs/guides/limits.md lists',
  READONLY: 'it is a replica: name the primary in VALKEY_URL',
  OOM: 'it is full: raise its maxmemory',
  ECONNREFUSED: 'start it, or correct host and port in VALKEY_URL; unset it to count in the database',
  ENOTFOUND: 'correct the host in VALKEY_URL',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'start with NODE_EXTRA_CA_CERTS naming the authority of its certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'use in VALKEY_URL the host name that its certificate is for',
}

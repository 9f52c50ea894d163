import { daysAfter, earlierOf } from '../../../kit/duration.ts'
import type { Settings } from '../../../kit/settings.ts'
import {
  askedKeyring,
  KeyringError,
  type RootKeyName,
  supersededDays,
  vaultSettings,
  wantedInWords,
  wrappedBy,
} from '../../../parts/vault/index.ts'
import { wrapperOutside } from '../../node/keyring.ts'
import { utc } from '../moments.ts'
import { type Finding, fail, ok, warn } from './finding.ts'
import { fingerprintOf, givenFingerprint, vaultSettingsOf } from './master-key.ts'
import type { Subject } from './subject.ts'

/** A root key as the database has it. */
export interface StoredKey extends RootKeyName {
  wrapped: Buffer
  /** As the master key before wrapped it, and since when another one does. */
  wrappedPrevious: Buffer | null
  supersededAt: Date | null
}

/** Whether this keyring opens the keys in the database. KMS is asked to, key by key; what it opens is wiped at once. */
export async function fitFinding(subject: Subject, stored: readonly StoredKey[]): Promise<Finding> {
  const [first] = stored
  if (!first) return ok('master_key_fit', 'the database holds no keys yet')
  if (askedKeyring(subject.environment) === 'local') return masterKeyFit(subject, stored)
  const settings = vaultSettingsOf(subject)
  return settings ? kmsFit(settings, stored) : unfit(`a root key ${wantedInWords(wrappedBy(first.wrapped))}`)
}

function masterKeyFit(subject: Subject, stored: readonly StoredKey[]): Finding {
  const given = givenFingerprint(subject)
  const superseded = supersededFit(given, stored)
  if (superseded) return superseded
  const wanted = new Set<string>()
  for (const { id, wrapped } of stored) {
    const by = wrappedBy(wrapped)
    if (by.keyring !== 'local') return unfit(`root key ${id} ${wantedInWords(by)}`)
    wanted.add(by.fingerprint)
  }
  const previous = vaultSettingsOf(subject)?.(vaultSettings).previousMasterKey
  const before = previous ? fingerprintOf(previous) : null
  const foreign = [...wanted].filter((fingerprint) => fingerprint !== given && fingerprint !== before)
  if (foreign.length === 0)
    return ok('master_key_fit', `the keys in the database are wrapped by ${[...wanted].join(', ')}`)
  return fail(
    'master_key_fit',
    `the database wants the master key ${foreign.join(', ')}, ${given === null ? 'and there is none' : `given is ${given}`}`,
    'give the key that was backed up with this database in KEYHOLD_MASTER_KEY',
  )
}

/** The master key before the one that wraps now: a start with it works for some days more. */
function supersededFit(given: string | null, stored: readonly StoredKey[]): Finding | null {
  const others = stored.filter(({ wrapped }) => !isBy(given, wrapped))
  const isOpen = others.every(({ wrappedPrevious }) => wrappedPrevious && isBy(given, wrappedPrevious))
  const [first] = others
  if (!first || !isOpen) return null
  const ends = others
    .flatMap(({ supersededAt }) => supersededAt ?? [])
    .map((since) => daysAfter(since, supersededDays))
    .reduce(earlierOf)
  const by = wrappedBy(first.wrapped)
  return warn(
    'master_key_fit',
    `${given} is the master key from before the last change, and opens the keys in the database until ${utc(ends.toISOString())} alone`,
    by.keyring === 'local'
      ? `start every process with the master key ${by.fingerprint} in KEYHOLD_MASTER_KEY before then`
      : `start every process with KEYHOLD_KEYRING=aws-kms before then, and without KEYHOLD_MASTER_KEY`,
  )
}

function isBy(fingerprint: string | null, wrapped: Buffer): boolean {
  const by = wrappedBy(wrapped)
  return by.keyring === 'local' && by.fingerprint === fingerprint
}

async function kmsFit(settings: Settings, stored: readonly StoredKey[]): Promise<Finding> {
  const wrapper = wrapperOutside(settings)
  try {
    for (const { wrapped, ...name } of stored) (await wrapper.unwrap(name, wrapped)).fill(0)
    return ok(
      'master_key_fit',
      `KMS opens all ${stored.length} keys in the database, by ${wrapper.fingerprint}`,
    )
  } catch (error) {
    if (error instanceof KeyringError) return unfit(error.message)
    throw error
  }
}

/** The words of a keyring end with the cure. */
function unfit(message: string): Finding {
  const [, text = message, fix = 'start with the keyring this database was made with'] =
    /^(.+?)[;:] (.+)$/.exec(message) ?? []
  return fail('master_key_fit', text, fix)
}

import {
  backupFormat as format,
  backupKinds as kinds,
  backupMagic as magic,
  headAt as at,
  headBytes as fixedBytes,
  longestFacts,
} from '../../../kit/backup-head.ts'
import { type FileKey, fileKey, fileSaltBytes, sameMac } from '../../vault/index.ts'
import type { ByteReader } from './byte-reader.ts'
import { damage } from './damage.ts'

/** What a file says of itself before anything is opened: readable by anybody, changed by nobody. */
export interface Facts {
  /** Beginning of the snapshot, by the database's clock; RFC 3339. */
  createdAt: string
  deploymentId: string
  schema: SchemaMark
  /** Version of the program that made it. */
  program: string
}

export interface SchemaMark {
  /** Of the newest migration that was applied. */
  number: number
  /** SHA-256 over all of them up to that one, hex. */
  checksum: string
}

/** A backup is two files: the tables, and, apart from them, what opens the secrets in them. */
export type ArchiveKind = (typeof kinds)[number]

export interface Prelude {
  kind: ArchiveKind
  facts: Facts
  key: FileKey
  /** The MAC over all of it: every piece is bound to it. */
  mac: Buffer
}

/*
 * magic 8 | format 1 | kind 1 | name of the master key 8 | salt 32 | length of the facts u32 | check 16 | facts, JSON | MAC 32
 * The check covers kind, salt and length, so that the length is believed only from who had the key.
 */
const checkBytes = 16
const macBytes = 32

/** @param salt 32 random bytes, new for each file */
export function writePrelude(
  masterKey: Uint8Array,
  salt: Uint8Array,
  kind: ArchiveKind,
  facts: Facts,
): { prelude: Prelude; bytes: Buffer } {
  if (salt.length !== fileSaltBytes) throw new RangeError(`a salt has ${fileSaltBytes} bytes`)
  const key = fileKey(masterKey, salt)
  const said = Buffer.from(JSON.stringify(facts))
  const head = Buffer.alloc(fixedBytes)
  magic.copy(head)
  head[at.format] = format
  head[at.kind] = kinds.indexOf(kind)
  head.set(key.masterKeyName, at.keyName)
  head.set(salt, at.salt)
  head.writeUInt32BE(said.length, at.factsLength)
  head.set(checkOf(key, head), at.check)
  const covered = Buffer.concat([head, said])
  const mac = key.mac(covered)
  return { prelude: { kind, facts, key, mac }, bytes: Buffer.concat([covered, mac]) }
}

const checkOf = (key: FileKey, head: Buffer): Buffer =>
  key
    .mac(Buffer.concat([head.subarray(0, at.keyName), head.subarray(at.salt, at.check)]))
    .subarray(0, checkBytes)

/** @throws BackupProblem NOT_A_BACKUP, FORMAT_UNKNOWN, WRONG_KEY, TRUNCATED or ALTERED */
export async function readPrelude(reader: ByteReader, masterKey: Uint8Array): Promise<Prelude> {
  const head = await readHead(reader)
  const key = keyFitting(head, masterKey)
  const factsLength = head.readUInt32BE(at.factsLength)
  const rest = await reader.take(factsLength + macBytes)
  if (rest.length < factsLength + macBytes) throw damage.truncated('in its head')
  const said = rest.subarray(0, factsLength)
  const mac = Buffer.from(rest.subarray(factsLength))
  if (!sameMac(mac, key.mac(Buffer.concat([head, said])))) throw damage.altered('in its head')
  return { kind: kinds[head[at.kind]!]!, facts: JSON.parse(said.toString()) as Facts, key, mac }
}

async function readHead(reader: ByteReader): Promise<Buffer> {
  const head = await reader.take(fixedBytes)
  const begun = head.subarray(0, magic.length)
  if (head.length === 0 || !begun.equals(magic.subarray(0, begun.length))) throw damage.notABackup()
  if (head.length < fixedBytes) throw damage.truncated('in its head')
  if (head[at.format] !== format) throw damage.unknownFormat(head[at.format]!)
  return head
}

/** Name and check both differ under another key; where only one does, a byte was changed. */
function keyFitting(head: Buffer, masterKey: Uint8Array): FileKey {
  const key = fileKey(masterKey, head.subarray(at.salt, at.factsLength))
  const wanted = head.subarray(at.keyName, at.salt)
  const isNamed = wanted.equals(key.masterKeyName)
  const isChecked = sameMac(head.subarray(at.check), checkOf(key, head))
  if (!isNamed && !isChecked) throw damage.wrongKey(wanted.toString('hex'), key.masterKeyName.toString('hex'))
  const isSensible = head[at.kind]! < kinds.length && head.readUInt32BE(at.factsLength) <= longestFacts
  if (!isNamed || !isChecked || !isSensible) throw damage.altered('in its head')
  return key
}

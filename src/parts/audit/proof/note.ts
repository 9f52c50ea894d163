import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { sha256 } from '../../../kit/hash.ts'

/** What was signed: how far the log had come, and the root of the tree over its blocks. */
export interface Note {
  /** Which log: `keyhold/audit/<id of the deployment>`. */
  origin: string
  /** Number of blocks. */
  size: bigint
  root: Buffer
  /** Number of entries in them. */
  entries: bigint
}

/** Who signs checkpoints, and the line by which everybody may check them. */
export interface NoteSigner {
  name: string
  /** Names the key within a signature, 4 bytes. */
  keyId: Buffer
  privateKey: KeyObject
  /** `<name>+<key id>+<key>`, as C2SP signed notes name a key. */
  publicKey: string
}

const ed25519Mark = Buffer.from([1])
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex')

/** @param seed 32 secret bytes */
export function signerOf(name: string, seed: Uint8Array): NoteSigner {
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  const key = Buffer.concat([ed25519Mark, spki.subarray(spkiHead.length)])
  const keyId = keyIdOf(name, key)
  return { name, keyId, privateKey, publicKey: `${name}+${keyId.toString('hex')}+${key.toString('base64')}` }
}

const keyIdOf = (name: string, key: Buffer): Buffer =>
  sha256(Buffer.concat([Buffer.from(`${name}\n`), key])).subarray(0, 4)

/** A checkpoint as C2SP writes it (c2sp.org/tlog-checkpoint): four lines and a signature that anybody can check. */
export function signNote(signer: NoteSigner, { origin, size, root, entries }: Note): string {
  const text = `${origin}\n${size}\n${root.toString('base64')}\nentries ${entries}\n`
  const signature = sign(null, Buffer.from(text), signer.privateKey)
  return `${text}\n— ${signer.name} ${Buffer.concat([signer.keyId, signature]).toString('base64')}\n`
}

/**
 * One of a file of notes: they follow each other without anything between. Looked for where a line begins alone: from
 * every letter of a long line it would take hours.
 */
export const notePattern = /(?<![^\n])[^\n]+\n\d+\n[A-Za-z0-9+/=]+\nentries \d+\n\n— \S+ [A-Za-z0-9+/=]+\n/g

/** The parts of a public key as {@link NoteSigner} has it; null for a text that is none. */
function keyIn(text: string): { name: string; keyId: string; raw: Buffer } | null {
  const found = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text)
  if (!found) return null
  const [, name, keyId, encoded] = found
  const key = Buffer.from(encoded!, 'base64')
  return key.length === 33 && key[0] === 1 ? { name: name!, keyId: keyId!, raw: key.subarray(1) } : null
}

export const isNoteKey = (text: string): boolean => keyIn(text) !== null

/** @returns `null` for a text that is no checkpoint, or was not signed by that key */
export function openNote(text: string, publicKey: string): Note | null {
  const found = /^(([^\n]+)\n(\d+)\n([^\n]+)\nentries (\d+)\n)\n— (\S+) ([A-Za-z0-9+/=]+)\n$/.exec(text)
  const key = keyIn(publicKey)
  if (!found || !key) return null
  const [, signed, origin, size, root, entries, signerName, signatureText] = found
  const signature = Buffer.from(signatureText!, 'base64')
  if (signerName !== key.name || signature.subarray(0, 4).toString('hex') !== key.keyId) return null
  const spki = Buffer.concat([spkiHead, key.raw])
  const isSigned = verify(
    null,
    Buffer.from(signed!),
    createPublicKey({ key: spki, format: 'der', type: 'spki' }),
    signature.subarray(4),
  )
  if (!isSigned) return null
  return {
    origin: origin!,
    size: BigInt(size!),
    root: Buffer.from(root!, 'base64'),
    entries: BigInt(entries!),
  }
}

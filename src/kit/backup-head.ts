/** How a backup's files begin (frozen): docs/guides/backup.md has the format. */
export const backupMagic = Buffer.from('KHBACKUP')
export const headAt = { format: 8, kind: 9, keyName: 10, salt: 18, factsLength: 50, check: 54 } as const
/** Before the facts. */
export const headBytes = 70
export const longestFacts = 65_536
export const backupFormat = 1
export const backupKinds = ['tables', 'keys'] as const

/** Enough of a file for {@link saidIn}. */
export const beginningBytes = headBytes + longestFacts

/** What a file of a backup says of itself to whoever has no key: nothing of it is proved. */
export interface Said {
  kind: (typeof backupKinds)[number]
  /** Of the master key it was made under, 16 hex digits. */
  fingerprint: string
  createdAt: Date
  deploymentId: string
}

/** `null` for any other file, and for one whose beginning is damaged. */
export function saidIn(beginning: Uint8Array): Said | null {
  const head = Buffer.from(beginning)
  if (head.length < headBytes || !head.subarray(0, backupMagic.length).equals(backupMagic)) return null
  const kind = backupKinds[head[headAt.kind]!]
  if (head[headAt.format] !== backupFormat || !kind) return null
  const facts = factsIn(head.subarray(headBytes, headBytes + head.readUInt32BE(headAt.factsLength)))
  const createdAt = new Date(String(facts?.createdAt))
  if (!facts?.deploymentId || Number.isNaN(createdAt.getTime())) return null
  const fingerprint = head.toString('hex', headAt.keyName, headAt.salt)
  return { kind, fingerprint, createdAt, deploymentId: facts.deploymentId }
}

function factsIn(bytes: Buffer): { createdAt?: string; deploymentId?: string } | null {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return null // cut off, or no backup of ours
  }
}

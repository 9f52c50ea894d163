import { sha256 } from '../../../../kit/hash.ts'

/**
 * A key of source 001: `mk_<live|test>_` and 32 letters and digits or more, 64 in every one that it made itself. It has
 * no checksum. The source stored the SHA-256 of the whole of it, and shows its first 12 characters.
 */
const form = /^mk_(live|test)_[a-zA-Z0-9]{32,200}$/

/** Whether it is of the form of an imported key. */
export const isForeignKey = (text: string): boolean => form.test(text)

export const hashForm = /^[0-9a-f]{64}$/
export const prefixForm = /^mk_(live|test)_[a-zA-Z0-9]{0,24}$/

// Parts these MACs from those of our own keys, which are of the key itself.
const label = 'keyhold/imported-key/v1\0'

/** What the look-up holds a MAC of: never the source's hash, which may have leaked with its database. */
export const lookupBytes = (keyHash: Buffer): Buffer => Buffer.concat([Buffer.from(label), keyHash])

/** The same for a key that a caller presents. */
export const lookupBytesOf = (key: string): Buffer => lookupBytes(sha256(key))

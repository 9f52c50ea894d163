import { randomBytes } from 'node:crypto'

/** A secret that must turn up nowhere but where it was given. */
export interface Canary {
  /** What it is for, such as `access token`. */
  kind: string
  text: string
  /** Every form in which it is a secret: its text, and what its text stands for. */
  forms: readonly Buffer[]
}

/** All secrets of one run, by what they are for. */
export interface Planting {
  all(): readonly Canary[]
  /** A secret of our own making. `awkward`: with characters that are escaped in addresses, JSON and pages. */
  plant(kind: string, shape?: 'plain' | 'awkward'): string
  /** A secret that the product made, once it was seen; `stands` is what its text stands for. */
  notice(kind: string, text: string, stands?: Buffer): string
}

// Names of a secret's kind, which are shown with its last letters: not secret.
const publicPrefix = /^(kh_(live|test)_|kho_|whsec_|mk_live_)/

/** A shorter secret would be found by accident. */
export const fewestBytes = 10

export function planting(): Planting {
  const known = new Map<string, Canary>()
  const notice = (kind: string, text: string, stands?: Buffer): string => {
    const secret = Buffer.from(text.replace(publicPrefix, ''))
    if (secret.length < fewestBytes) throw new Error(`too short for a canary: a ${kind}`)
    known.set(text, { kind, text, forms: stands ? [secret, stands] : [secret] })
    return text
  }
  return {
    all: () => [...known.values()],
    plant: (kind, shape = 'plain') =>
      notice(kind, shape === 'plain' ? letters(40) : escaped.map((sign) => letters(12) + sign).join('')),
    notice,
  }
}

// Far enough apart that no piece of a secret is made of escapes alone.
const escaped = [...'+/%"\\ &=\'<', '']

const letters = (count: number): string =>
  randomBytes(count * 2)
    .toString('base64')
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .slice(0, count)

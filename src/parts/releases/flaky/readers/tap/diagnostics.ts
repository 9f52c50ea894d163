/** What is wanted of the YAML below a test point. */
export interface Diagnostics {
  durationMilliseconds: number | null
  message: string | null
  /** A test of node that failed by its subtests: node's totals count it, and no suite. */
  hasFailedBySubtests: boolean
}

/** Where frameworks put what went wrong, most telling first. */
const messageKeys = ['error', 'message', 'reason', 'stack', 'operator', 'assertion']

/**
 * Reads the few scalars that are wanted from a block's lines. TAP's YAML holds tags, anchors and several documents, and
 * is most of a report; so it is searched, and never loaded.
 */
export function diagnosticsIn(lines: readonly string[]): Diagnostics {
  const milliseconds = Number(scalar(lines, 'duration_ms') ?? Number.NaN)
  return {
    durationMilliseconds: Number.isFinite(milliseconds) ? milliseconds : null,
    message: messageKeys.map((key) => scalar(lines, key)).find((text) => text) ?? null,
    hasFailedBySubtests:
      scalar(lines, 'failureType') === 'subtestsFailed' && scalar(lines, 'type') !== 'suite',
  }
}

/** The first value of a key at any depth: plain, quoted, or a block below it. */
function scalar(lines: readonly string[], key: string): string | null {
  const at = lines.findIndex((line) => line.trimStart().startsWith(`${key}:`))
  if (at < 0) return null
  const line = lines[at]!
  const value = line
    .trimStart()
    .slice(key.length + 1)
    .trim()
  if (/^[|>][-+]?\d?$/.test(value)) return blockBelow(lines, at) || null
  return unquoted(value) || null
}

function blockBelow(lines: readonly string[], at: number): string {
  const indent = indentOf(lines[at]!)
  const below = lines.slice(at + 1, at + 20)
  const end = below.findIndex((line) => line.trim() !== '' && indentOf(line) <= indent)
  return below
    .slice(0, end < 0 ? below.length : end)
    .map((line) => line.trim())
    .join('\n')
    .trim()
}

const indentOf = (line: string): number => line.length - line.trimStart().length

function unquoted(value: string): string {
  if (value.length < 2) return value
  if (value.startsWith("'") && value.endsWith("'")) return value.slice(1, -1).replaceAll("''", "'")
  if (value.startsWith('"') && value.endsWith('"')) return value.slice(1, -1).replaceAll(/\\(["\\])/g, '$1')
  return value
}

/** One line of TAP; the depth counts steps of four spaces. */
export type TapLine =
  | { kind: 'point'; depth: number; point: Point }
  | { kind: 'plan'; depth: number; tests: number }
  | { kind: 'open' | 'close'; depth: number }
  | { kind: 'comment'; depth: number; text: string }
  | { kind: 'bail out'; depth: number; reason: string }
  | { kind: 'version'; depth: number }
  /** A pragma. */
  | { kind: 'other'; depth: number }

/** A test point, as its line tells it. */
export interface Point {
  isOk: boolean
  name: string
  /** Why it was left out or is not counted, empty where nobody says; null where it counts. */
  skip: string | null
  milliseconds: number | null
  /** Ends in a brace, which its subtest may follow. */
  hasBrace: boolean
}

const forms =
  /^(?<indent>(?: {4})*)(?:(?<not>not )?ok(?: +\d+)?(?<rest>\s.*)?|(?<from>\d{1,9})\.\.(?<to>\d{1,9})(?:\s.*)?|#(?<comment>.*)|bail out!(?<reason>.*)|(?<brace>[{}])|(?<version>TAP version \d{1,3})|pragma [+-][\w-]+)$/is

/**
 * @param text without blanks at its end
 * @returns undefined for a line that is not TAP: programs print between
 */
export function tapLineOf(text: string): TapLine | undefined {
  const found = forms.exec(text)?.groups
  if (!found) return undefined
  const { indent = '', from, to, comment, reason, brace, version } = found
  const depth = indent.length / 4
  if (from !== undefined) return { kind: 'plan', depth, tests: Number(to) - Number(from) + 1 }
  if (comment !== undefined) return { kind: 'comment', depth, text: comment.trim() }
  if (reason !== undefined) return { kind: 'bail out', depth, reason: reason.trim() }
  if (brace !== undefined) return { kind: brace === '{' ? 'open' : 'close', depth }
  if (version !== undefined) return { kind: 'version', depth }
  if (!/^\s*(?:not )?ok\b/i.test(text)) return { kind: 'other', depth }
  return { kind: 'point', depth, point: pointOf(found.not === undefined, found.rest ?? '') }
}

/** `- name # SKIP why # time=5ms {` */
function pointOf(isOk: boolean, rest: string): Point {
  const hasBrace = rest.endsWith('{')
  const plain = hasBrace ? rest.slice(0, -1).trimEnd() : rest
  const time = /(?:^|\s)#\s*(?:time=|duration_ms )(\d{1,12}(?:\.\d{1,12})?)(ms|s)?$/i.exec(plain)
  const timeless = time ? plain.slice(0, time.index) : plain
  const skip = /(?:^|\s)#\s*(?:skip(?:ped|ping)?|todo)(?=[\s:]|$):?(.*)$/is.exec(timeless)
  const name = skip ? timeless.slice(0, skip.index) : timeless
  return {
    isOk,
    name: name
      .replace(/^\s*(?:-(?:\s|$))?/, '')
      .replace(/\\([\\#])/g, '$1')
      .trim(),
    skip: skip ? skip[1]!.trim() : null,
    milliseconds: time ? Number(time[1]) * (time[2]?.toLowerCase() === 's' ? 1000 : 1) : null,
    hasBrace,
  }
}

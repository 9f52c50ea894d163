/** What a comment such as `prisma-ignore: D2 nobody reads it any more` says. */
export interface Said {
  rules: readonly string[]
  /** Why; one without a reason is not honoured. */
  reason: string
}

const form = /prisma-ignore:\s*([A-Z]\d+(?:\s*,\s*[A-Z]\d+)*)\b[ \t]*([^\n]*)/i

/** The rules and the reason of one comment. */
export function ignoreIn(comment: string): Said | null {
  const found = form.exec(comment)
  if (!found) return null
  return {
    rules: found[1]!.split(',').map((rule) => rule.trim().toUpperCase()),
    reason: found[2]!.replace(/\*\/\s*$/, '').trim(),
  }
}

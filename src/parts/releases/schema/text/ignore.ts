/** What a comment such as `prisma-ignore: D2 nobody reads it any more` says of one rule. */
export interface Said {
  rule: string
  /** Why; one without a reason is not honoured. */
  reason: string
}

const word = 'prisma-ignore'
const form = /prisma-ignore:\s*([A-Z]\d+(?:\s*,\s*[A-Z]\d+)*)\b[ \t]*([^\n]*)/i

/** Each rule of one comment, with the reason that they have in common. */
export function ignoresOf(comment: string): Said[] {
  const found = form.exec(comment)
  if (!found) return []
  const reason = found[2]!.replace(/\*\/\s*$/, '').trim()
  return found[1]!.split(',').map((rule) => ({ rule: rule.trim().toUpperCase(), reason }))
}

/** A word or two at the beginning of a comment's line, with a colon or a rule behind. */
const head = /^[\s/*-]*(\p{L}{1,14}[-_ ]{0,2}\p{L}{1,14})(?:\s*:|\s+[A-Z]\d+\b)/iu

/** Whether a comment that says nothing was meant to: the colon is missing, the rule, or a letter of the word is another. */
export const isMistyped = (comment: string): boolean =>
  ignoresOf(comment).length === 0 &&
  comment.split('\n').some((line) => isAlike(head.exec(line)?.[1]?.toLowerCase() ?? '', word))

/** One letter is another, is missing or is too much, or two neighbours changed places. */
function isAlike(one: string, other: string): boolean {
  let at = 0
  while (at < one.length && one[at] === other[at]) at += 1
  const [rest, wanted] = [one.slice(at), other.slice(at)]
  return (
    rest.slice(1) === wanted.slice(1) ||
    rest === wanted.slice(1) ||
    rest.slice(1) === wanted ||
    (rest.slice(2) === wanted.slice(2) && rest[0] === wanted[1] && rest[1] === wanted[0])
  )
}

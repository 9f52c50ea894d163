/** What a comment such as `prisma-ignore: D2 nobody reads it any more` says of one rule. */
export interface Said {
  rule: string
  /** Why; one without a reason is not honoured. */
  reason: string
}

const word = 'prisma-ignore'
/** All in one line: what stands between its halves could come and go without a trace in it. */
const form = /prisma-ignore:[^\S\n]*([A-Z]\d+(?:[^\S\n]*,[^\S\n]*[A-Z]\d+)*)\b[^\S\n]*/i

/** Each rule of one comment, with the reason that they have in common. */
export function ignoresOf(comment: string): Said[] {
  const found = form.exec(comment)
  if (!found) return []
  const [line] = comment.slice(found.index + found[0].length).split('\n', 1)
  const reason = line!.replace(/\*\/\s*$/, '').trim()
  return rulesOf(found).map((rule) => ({ rule, reason }))
}

const rulesOf = ([, list]: RegExpExecArray): string[] =>
  list!.split(',').map((rule) => rule.trim().toUpperCase())

/** Where in a comment its answer begins; -1: it has none. */
export const beginOf = (comment: string): number => comment.search(form)

/** Of a reason, characters: a line of thousands of answers is still read in one go. */
const comparedAtMost = 300

/**
 * By where it begins, of each answer that a text has in a comment or anywhere else, a word for each of its rules: equal where rule
 * and reason are. Lines stay the same while what stands around them makes comments of them.
 */
export const wordsIn = (text: string): Map<number, string[]> =>
  new Map(
    [...text.matchAll(new RegExp(form, 'gi'))].map((found) => {
      const from = found.index + found[0].length
      const [reason] = text.slice(from, from + comparedAtMost).split(/\n|\*\//, 1)
      return [found.index, rulesOf(found).map((rule) => `${rule} ${reason!.trim()}`)]
    }),
  )

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

/**
 * What others wrote, as Markdown in which nothing of it is live (P10): a code span, where no HTML, link, mention or reference
 * is looked for. Line ends, controls and marks that turn the direction of text become a sign of their own.
 */
export function code(text: string, most = 200): string {
  const shown = clipped(text.replaceAll(unseen, '\u{FFFD}'), most)
  if (shown.trim() === '') return '``  ``'
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  // The blanks keep a backtick at either end off the fence; Markdown takes one of each away again.
  return `${fence} ${shown} ${fence}`
}

const unseen = /[\p{Cc}\p{Zl}\p{Zp}\u{061C}\u{200B}-\u{200F}\u{202A}-\u{202E}\u{2060}-\u{2069}\u{FEFF}]/gu

const clipped = (text: string, most: number): string => {
  const characters = [...text]
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`
}

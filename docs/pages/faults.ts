import { faults } from '../../src/kit/fault.ts'
import { parts } from '../../src/parts.ts'
import { madeFrom, table } from './made-from.ts'

/** Every fault with its cure. */
export function faultsPage(): string {
  const books = [faults.book, ...parts.flatMap((part) => part.faults ?? [])]
  const sections = books.map(({ part, specs }) => {
    const rows = Object.entries(specs).map(([code, { status, title, hint, shows = [] }]) => [
      `\`${code}\``,
      String(status),
      title,
      hint,
      shows.map((name) => `\`${name}\``).join(' '),
    ])
    return `## ${part}\n\n${table(['code', 'status', 'what happened', 'what helps', 'further members'], rows)}`
  })
  return `# Faults\n\n${madeFrom('the books of faults')} Each answer is a problem document (RFC 9457) with \`code\`, \`title\`, \`hint\` and \`requestId\`.\n\n${sections.join('\n')}`
}

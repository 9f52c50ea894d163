import { parts } from '../../src/parts.ts'
import { madeFrom, table } from './made-from.ts'

/** Everything that can stand in the audit log. */
export function eventsPage(): string {
  const books = parts
    .flatMap((part) => part.events ?? [])
    .filter(({ specs }) => Object.keys(specs).length > 0)
  const sections = books.map(({ part, specs }) => {
    const rows = Object.entries(specs).map(([name, { text }]) => [`\`${name}\``, text])
    return `## ${part}\n\n${table(['event', 'meaning'], rows)}`
  })
  return `# Events\n\n${madeFrom('the books of events')} An entry of the audit log bears one of these names; they never change.\n\n${sections.join('\n')}`
}

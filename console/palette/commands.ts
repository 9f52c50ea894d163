/** Something that the palette finds: words to find it by, and what it does. */
export type Command = {
  id: string
  title: string
  /** Told beside the title. */
  detail?: string
  group: 'Rooms' | 'Connections' | 'Actions'
  /** Further words to find it by. */
  words?: string
  /** Found only by words of its own: too many to be listed unasked. */
  isQuiet?: boolean
  run: () => void
}

const mostShown = 30

/**
 * The commands that have every word, best first: those whose title begins with what was typed, then those with a word that
 * begins so, then the others, each in the order given. Without a word, all that are not quiet.
 */
export function findCommands(commands: readonly Command[], typed: string): Command[] {
  const wanted = typed.trim().toLowerCase()
  if (wanted === '') return commands.filter(({ isQuiet }) => !isQuiet).slice(0, mostShown)
  const words = wanted.split(/\s+/)
  return commands
    .filter((command) => words.every((word) => textOf(command).includes(word)))
    .map((command, place) => ({ command, place, rank: rankOf(command, wanted) }))
    .toSorted((a, b) => a.rank - b.rank || a.place - b.place)
    .slice(0, mostShown)
    .map(({ command }) => command)
}

const textOf = ({ title, detail = '', words = '' }: Command) => `${title} ${detail} ${words}`.toLowerCase()

function rankOf(command: Command, wanted: string): number {
  const title = command.title.toLowerCase()
  if (title.startsWith(wanted)) return 0
  return title.split(/\s+/).some((word) => word.startsWith(wanted)) ? 1 : 2
}

/** Groups stay together, in the order in which the best of each was found. */
export function inGroups(commands: readonly Command[]): Command[] {
  const groups = Map.groupBy(commands, ({ group }) => group)
  return [...groups.values()].flat()
}

/** Where a key leads in a list that has no end; undefined when it is no key of the list. */
export function placeAfterKey(key: string, place: number, count: number): number | undefined {
  if (count === 0) return undefined
  if (key === 'ArrowDown') return (place + 1) % count
  if (key === 'ArrowUp') return (place - 1 + count) % count
  if (key === 'PageDown') return Math.min(place + 8, count - 1)
  if (key === 'PageUp') return Math.max(place - 8, 0)
  return undefined
}

import type { Entry } from '../api.ts'

/** Neighbours that say the same of the same, by the same, become one line with their number; the newest stands for them. */
export function foldEntries(entries: readonly Entry[]): Entry[] {
  const folded: Entry[] = []
  for (const entry of entries) {
    const last = folded.at(-1)
    if (last && sameness(last) === sameness(entry))
      folded[folded.length - 1] = { ...last, count: Math.max(1, last.count) + Math.max(1, entry.count) }
    else folded.push(entry)
  }
  return folded
}

const sameness = ({ action, outcome, actorKind, actor, object, text, detail }: Entry) =>
  JSON.stringify([
    action,
    outcome,
    actorKind,
    actor,
    object,
    text,
    detail?.reason ?? null,
    detail?.code ?? null,
  ])

import type { Tone } from '../kit/badge.tsx'
import type { AuditEntry, AuditStatus, Proof } from './api.ts'

const number = new Intl.NumberFormat()

/** "1 entry", "1,200 entries"; the count may be a text that no number would hold. */
export const some = (count: number | string, one: string, many: string) =>
  `${number.format(BigInt(count))} ${String(count) === '1' ? one : many}`

const outcomeWords: Record<string, { tone: Tone; label: string }> = {
  ok: { tone: 'neutral', label: 'Done' },
  refused: { tone: 'warn', label: 'Refused' },
  failed: { tone: 'bad', label: 'Failed' },
}

export const outcomeBadge = (outcome: string) => outcomeWords[outcome] ?? { tone: 'neutral', label: outcome }

const kinds: Record<string, string> = {
  key: 'API key',
  operator: 'Operator',
  internal: 'Internal key',
  job: 'Keyhold',
  person: 'A person',
  anyone: 'A browser',
}

export const actorKindTitle = (kind: string) => kinds[kind] ?? kind

/** Who acted: by name where there is one, and by what else. */
export function actorInWords(
  { actorKind, actor }: Pick<AuditEntry, 'actorKind' | 'actor'>,
  nameOfKey: (id: string) => string | undefined,
): { who: string; sub: string | null } {
  const title = actorKindTitle(actorKind)
  if (actorKind !== 'key' || actor === null) return { who: title, sub: actor }
  const name = nameOfKey(actor)
  return name === undefined ? { who: title, sub: actor } : { who: name, sub: title }
}

/** The members of an entry's detail; empty when there is none. */
export function detailOf({ detail }: Pick<AuditEntry, 'detail'>): [string, string][] {
  if (detail === null) return []
  try {
    return Object.entries(JSON.parse(detail) as Record<string, unknown>)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])
  } catch {
    return [['detail', detail]]
  }
}

/** The same in one line, as "code: NEEDS_REAUTH, tries: 2". */
export const detailInWords = (entry: Pick<AuditEntry, 'detail'>) =>
  detailOf(entry)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ')

type Standing = { tone: Tone; label: string; words: string }

/** Where the proof stands, in a word and in a sentence. */
export function standingOf({ running, lastProof }: Pick<AuditStatus, 'running' | 'lastProof'>): Standing {
  if (running) return { tone: 'neutral', label: 'Being proved', words: 'Every hash is being made again.' }
  if (!lastProof)
    return { tone: 'neutral', label: 'Not proved yet', words: 'Nothing was proved since Keyhold started.' }
  if (lastProof.ok)
    return {
      tone: 'good',
      label: 'Whole',
      words: 'Up to the last proof nothing was altered, removed or added.',
    }
  const problems = some(lastProof.problemCount, 'problem was', 'problems were')
  return { tone: 'bad', label: 'Not whole', words: `${problems} found.` }
}

/** What a proof compared, as "12 entries, 3 blocks, 1 checkpoint". */
export function checkedInWords({
  checked: { entries, blocks, checkpoints },
}: Pick<Proof, 'checked'>): string {
  if (blocks === 0) return 'there was nothing new'
  return [
    some(entries, 'entry', 'entries'),
    some(blocks, 'block', 'blocks'),
    some(checkpoints, 'checkpoint', 'checkpoints'),
  ].join(', ')
}

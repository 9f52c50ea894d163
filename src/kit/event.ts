/** What an event is about; `kind` is a noun of the domain ("connection"), `id` its UUID. */
export interface EventObject {
  kind: string
  id: string
}

/** Declared in a part's `events.ts`: the permanent name of something that can happen. */
export interface EventSpec {
  /** What it means, one sentence, for the reference page and the console. */
  text: string
}

/** Something that happened. Audit row, webhook, mail and reaction all start from it. */
export interface Happening {
  action: string
  accountId: string
  subjectId?: string | null
  object?: EventObject
  outcome?: 'ok' | 'refused' | 'failed'
  actor: Actor
  requestId?: string | null
  /** Reason codes and counts; never a secret, never personal data. At most 2,000 characters as JSON. */
  detail?: Record<string, string | number | boolean | null>
  /** Keyed hash of the token that is released, 16 bytes. */
  tokenFingerprint?: Uint8Array | null
}

/** Who did it: a key, the operator, a fixed machine principal, one of our jobs, or somebody unknown. */
export interface Actor {
  kind: 'key' | 'operator' | 'internal' | 'person' | 'job' | 'anyone'
  id: string | null
}

export interface EventBook {
  part: string
  specs: Record<string, EventSpec>
}

/** What each declared event means, by name. Filled by the declarations, which run once when their modules load. */
const texts = new Map<string, string>()
export const textOfEvent = (action: string): string => texts.get(action) ?? action

export function defineEvents<Name extends string>(
  part: string,
  specs: Record<Name, EventSpec>,
): EventBook & { names: Name[] } {
  const names = Object.keys(specs) as Name[]
  for (const name of names) texts.set(name, specs[name].text)
  return { part, specs, names }
}

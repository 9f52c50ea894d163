import type { State, Telling } from './telling.ts'

/** What is known of a pull request before somebody tells more. */
export interface Standing {
  state: State
  headSha: string | null
  /** Null: no code host has spoken, nor a CI that passed its clock on. */
  toldAt: Date | null
  /** Of the head; null: it is not judged. */
  probability: number | null
}

/** What a telling may change (P4). */
export interface News {
  /** Title, labels, branches. */
  describes: boolean
  /** Whether the pull request is open, closed or merged. */
  decides: boolean
  /** Its commit is the head from now on. */
  isHead: boolean
}

/**
 * What of a telling is news. Events come late and out of order: by the code host's clock the newest counts, which has whole
 * seconds. Of two in one second an ended pull request opens again only when that is what happened, and the head moves only
 * from the one that it is now. A CI without that clock fills in where no code host spoke, and otherwise adds facts to the
 * commits it names. Of one that has ended the head stays, as outcomes are held against what was told of it.
 */
export function newsIn(standing: Standing, telling: Telling, isKnownCommit: boolean): News {
  const order = orderOf(standing, telling)
  if (order === 'older') return { describes: false, decides: false, isHead: false }
  if (order === 'newer')
    return {
      describes: true,
      decides: true,
      isHead: telling.headSha !== null && !isSettled(standing, telling),
    }
  if (order === 'unordered') {
    const isFree = standing.toldAt === null
    return {
      describes: isFree,
      decides: isFree && standing.state === 'open',
      isHead:
        isFree &&
        standing.state === 'open' &&
        telling.headSha !== null &&
        !isKnownCommit &&
        !isSettled(standing, telling),
    }
  }
  return {
    describes: true,
    decides: decidesTie(standing, telling),
    isHead: movesHeadInTie(standing, telling),
  }
}

/**
 * Whether it has ended and does not open again, or a CI ends it of which something was judged: that may run for a commit
 * of the branch it was merged into.
 */
function isSettled({ state, headSha, probability }: Standing, telling: Telling): boolean {
  const next = telling.state ?? state
  if (next === 'open') return false
  return next === state
    ? headSha !== null || probability !== null
    : telling.action === null && probability !== null
}

function orderOf({ toldAt }: Standing, telling: Telling): 'newer' | 'same' | 'older' | 'unordered' {
  if (telling.toldAt === null) return 'unordered'
  if (toldAt === null || telling.toldAt > toldAt) return 'newer'
  return telling.toldAt < toldAt ? 'older' : 'same'
}

const decidesTie = ({ state }: Standing, telling: Telling): boolean =>
  telling.state !== 'open' || state === 'open' || telling.action === 'reopened'

const movesHeadInTie = ({ headSha }: Standing, telling: Telling): boolean =>
  telling.headSha !== null &&
  (headSha === null || (telling.action === 'synchronize' && telling.before === headSha))

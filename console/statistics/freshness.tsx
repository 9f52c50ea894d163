import type { DataSet } from '../data-api.ts'
import { Badge } from '../kit/badge.tsx'
import { Moment } from '../kit/moment.tsx'
import { useNow } from '../kit/now.ts'
import { lengthInWords } from '../kit/time.ts'
import { lookedInWords, troubleSentence } from '../syncs/words.ts'

/** How old the figures are: numbers are never shown without it. */
export function Freshness({ set }: { set: DataSet }) {
  const now = useNow(5000)
  const { syncedAt, fetchedAt, stale, sync: newest } = set
  if (syncedAt === null || fetchedAt === null) return <Badge tone="warn">Not synced yet</Badge>
  const trouble = newest && troubleSentence(newest, now)
  return (
    <>
      {stale ? <Badge tone="warn">Stale</Badge> : <Badge tone="good">Fresh</Badge>}
      <span>
        Fetched <Moment at={fetchedAt} as="ago" />.{stale && ` ${sinceInWords(now - Date.parse(syncedAt))}`}
        {trouble && ` ${trouble}`}
        {newest?.state === 'running' && ` A sync is under way: ${lookedInWords(newest)}.`}
      </span>
    </>
  )
}

const minute = 60_000

const sinceInWords = (milliseconds: number) =>
  milliseconds < minute
    ? 'The newest sync has not ended well.'
    : `No sync has ended well for ${lengthInWords(milliseconds)}.`

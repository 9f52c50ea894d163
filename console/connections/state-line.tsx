import type { Connection } from '../api.ts'
import { Badge } from '../kit/badge.tsx'
import { useNow } from '../kit/now.ts'
import { badgeOf, stateInWords } from './words.ts'

/** Status and reason, in words. */
export function StateLine({ connection }: { connection: Connection }) {
  const now = useNow(5000)
  const badge = badgeOf(connection)
  return (
    <>
      <Badge tone={badge.tone}>{badge.label}</Badge>
      <span>{stateInWords(connection, now)}</span>
    </>
  )
}

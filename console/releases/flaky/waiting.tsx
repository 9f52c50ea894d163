import { Badge } from '../../kit/badge.tsx'
import type { Standing } from './api.ts'
import { verdictTitles } from './words.ts'

/** The verdict that waits for its hours, where one does. */
export function Waiting({ standing: { held } }: { standing: Pick<Standing, 'held'> }) {
  return held && <Badge tone="neutral">{verdictTitles[held.verdict]} waits</Badge>
}

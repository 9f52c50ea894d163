import { Moment } from '../../kit/moment.tsx'
import { useNow } from '../../kit/now.ts'

/** So near a moment is told as now. */
const nearMilliseconds = 5_000

/** When it runs by itself the next time; its chance of being late is part of the plan. */
export function NextRun({ at }: { at: string }) {
  const now = useNow()
  if (Date.parse(at) < now + nearMilliseconds) return 'due now'
  return (
    <>
      next <Moment at={at} as="ago" />
    </>
  )
}

import { Moment } from '../../kit/moment.tsx'
import { useNow } from '../../kit/now.ts'

/** When it runs by itself the next time; its chance of being late is part of the plan. */
export function NextRun({ at }: { at: string }) {
  const now = useNow()
  if (Date.parse(at) <= now) return 'due now'
  return (
    <>
      next <Moment at={at} as="ago" />
    </>
  )
}

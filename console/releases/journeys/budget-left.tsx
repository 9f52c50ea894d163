import { useQuery } from '@tanstack/react-query'
import { percentText } from '../figures.ts'
import { figuresQuery } from './queries.ts'

/** What is left of the errors that the time may have, in a line of others. */
export function BudgetLeft({ name }: { name: string }) {
  const budget = useQuery(figuresQuery(name)).data?.budget
  if (!budget) return null
  const { left, availability, days } = budget
  const aim = `${percentText(availability, 3)} over ${days} days`
  return (
    <>
      {' '}
      · {left <= 0 ? `error budget spent (${aim})` : `${percentText(left)} of the error budget left (${aim})`}
    </>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Overview } from '../api.ts'
import { Icon } from '../kit/icons.tsx'
import { useRemembered } from '../kit/remembered.ts'
import { overviewQuery } from '../queries.ts'
import { useStanding } from '../standing.ts'
import { wishName } from './steps.ts'

/** On other pages: the way back to the first steps, while they are under way. */
export function StepsReminder() {
  const isOperator = useStanding()?.kind === 'operator'
  const overview = useQuery({ ...overviewQuery, enabled: isOperator }).data
  return overview && !overview.firstSteps.tokenRead ? <Reminder overview={overview} /> : null
}

function Reminder({ overview }: { overview: Overview }) {
  const [wish] = useRemembered(wishName(overview), ['show', 'hide'])
  if (wish === 'hide') return null
  return (
    <p className="reminder">
      <span>First steps: next comes a key for your app.</span>
      <Link to="/">
        Go on <Icon name="next" size={16} />
      </Link>
    </p>
  )
}

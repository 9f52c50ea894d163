import { useQuery } from '@tanstack/react-query'
import { Panel } from '../../kit/page.tsx'
import { lengthInWords } from '../../kit/time.ts'
import { ChanceBar } from '../drawing/chance-bar.tsx'
import { percentText } from '../figures.ts'
import type { Budget as Shape } from '../journeys/api.ts'
import { figuresQuery } from '../journeys/queries.ts'

/** What is left of the errors that the time may have, and how fast it goes. */
export function Budget({ name }: { name: string }) {
  const budget = useQuery(figuresQuery(name)).data?.budget
  if (budget === undefined) return null
  return (
    <Panel title="Error budget">
      {budget === null ? (
        <p className="nothing">
          The document names no aim. Add <code>slo: {'{ availability: 0.99 }'}</code>, and what may fail is
          counted.
        </p>
      ) : (
        <Known budget={budget} />
      )}
    </Panel>
  )
}

function Known({ budget: { availability, days, allowed, spent, left, burns, burning } }: { budget: Shape }) {
  const tone = left <= 0 ? 'bad' : left < 0.25 ? 'warn' : 'good'
  return (
    <div className="budget">
      <p>
        <strong className="number">{left <= 0 ? 'All of it is spent' : `${percentText(left)} left`}</strong>{' '}
        <span className="sub-inline">
          of an aim of {percentText(availability, 3)} over {days} days
        </span>
      </p>
      <ChanceBar chance={Math.max(0, left)} tone={tone} />
      <p className="sub">
        {spent.toLocaleString()} failed of{' '}
        {allowed.toLocaleString(undefined, { maximumFractionDigits: allowed < 1 ? 3 : 1 })} that may.
        {burning === 'page' && ' It is being used up fast: look at once.'}
        {burning === 'ticket' && ' It is being used up too fast.'}
      </p>
      <table className="table burns">
        <caption className="visually-hidden">How many times as fast as it may the budget is used up</caption>
        <tbody>
          {burns.map(({ urgency, above, seconds, burn }) => (
            <tr key={`${urgency} ${seconds}`}>
              <th scope="row">Last {lengthInWords(seconds * 1000)}</th>
              <td className="number">
                {burn === null
                  ? 'no runs'
                  : `${burn.toLocaleString(undefined, { maximumFractionDigits: 1 })} ×`}
                <span className="sub">
                  {urgency === 'page' ? 'wakes somebody' : 'a ticket'} from {above} ×
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

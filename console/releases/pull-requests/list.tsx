import { Badge } from '../../kit/badge.tsx'
import { Moment } from '../../kit/moment.tsx'
import { ChanceBar } from '../drawing/chance-bar.tsx'
import { percentText } from '../figures.ts'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import type { ListedPull } from './api.ts'
import { factsInWords, levelTones, stateTitles, stateTones } from './words.ts'

/** Pull requests, those told of last first; a press anywhere in the row opens one. */
export function PullTable({ pulls }: { pulls: readonly ListedPull[] }) {
  if (pulls.length === 0) return <p className="nothing">None is in that state.</p>
  return (
    <div className="panel panel-flush">
      <table className="table table-rows pull-table">
        <caption className="visually-hidden">Pull requests, those that were told of last first</caption>
        <thead>
          <tr>
            <th scope="col">Pull request</th>
            <th scope="col">Chance of a defect</th>
            <th scope="col" className="from-medium">
              State
            </th>
          </tr>
        </thead>
        <tbody>
          {pulls.map((pull) => (
            <PullRow key={pull.id} pull={pull} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function PullRow({ pull }: { pull: ListedPull }) {
  const { prNumber, title, state, changedAt, labels } = pull
  return (
    <tr>
      <th scope="row">
        <RoomLink to={pathTo('pull-requests', prNumber)} className="row-link">
          #{prNumber} {title}
        </RoomLink>
        <span className="sub">
          <span className="until-medium">
            {pull.isBroken ? 'Brought a defect in' : stateTitles[state]} ·{' '}
          </span>
          <Moment at={changedAt} as="ago" />
          {labels.length > 0 && <span className="break"> · {labels.join(', ')}</span>}
        </span>
      </th>
      <td>
        <Chance pull={pull} />
      </td>
      <td className="from-medium">
        <PullStanding pull={pull} />
      </td>
    </tr>
  )
}

export function PullStanding({
  pull: { state, isDraft, isBroken },
}: {
  pull: Pick<ListedPull, 'state' | 'isDraft'> & { isBroken?: boolean }
}) {
  if (isBroken) return <Badge tone="bad">Brought a defect in</Badge>
  return <Badge tone={stateTones[state]}>{isDraft && state === 'open' ? 'Draft' : stateTitles[state]}</Badge>
}

function Chance({ pull: { probability, level, facts } }: { pull: ListedPull }) {
  const missing = factsInWords(facts)
  if (probability === null || level === null)
    return <span className="nothing">Not known: {missing ?? 'not judged yet'}</span>
  return (
    <span className="pull-chance">
      <span className="number">
        <strong>{percentText(probability)}</strong> <span className="sub-inline">{level}</span>
      </span>
      <ChanceBar chance={probability} tone={levelTones[level]} />
      {missing && <span className="sub">{missing}</span>}
    </span>
  )
}

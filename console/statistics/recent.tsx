import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Activity } from '../data-api.ts'
import { recentQuery } from '../data-queries.ts'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { dayYearText } from './calendar.ts'
import { countText, distanceText, elevationText, timeText } from './measures.ts'
import { typeTitle } from './type-title.ts'

const shownAtFirst = 6
const shownMore = 24
const mostShown = 500

/** The newest activities, private ones too: this is the owner's own view. */
export function Recent({ id, syncedAt }: { id: string; syncedAt: string }) {
  const [shown, setShown] = useState(shownAtFirst)
  const recent = useQuery(recentQuery(id, shown, syncedAt))
  return (
    <Answered query={recent} lines={6}>
      {({ data, total }) => (
        <>
          <table className="table recent-table">
            <caption className="visually-hidden">Newest activities</caption>
            <thead>
              <tr>
                <th scope="col">Activity</th>
                <th scope="col">Distance</th>
                <th scope="col">Time</th>
                <th scope="col" className="from-medium">
                  Climb
                </th>
              </tr>
            </thead>
            <tbody>
              {data.map((activity) => (
                <RecentRow key={activity.id} activity={activity} />
              ))}
            </tbody>
          </table>
          <p className="panel-foot recent-foot">
            {shown < total && shown < mostShown && (
              <Button
                busy={recent.isFetching}
                onClick={() => setShown(Math.min(mostShown, shown + shownMore))}
              >
                Show older
              </Button>
            )}
            <span className="sub">
              {countText(data.length)} of {countText(total)}
            </span>
          </p>
        </>
      )}
    </Answered>
  )
}

function RecentRow({ activity }: { activity: Activity }) {
  return (
    <tr>
      <th scope="row">
        {activity.name}
        <span className="sub">
          {typeTitle(activity.sport_type)} ·{' '}
          <time dateTime={activity.local_date}>{dayYearText(activity.local_date)}</time>
          {activity.private && ' · private'}
        </span>
      </th>
      <td className="number">{distanceText(activity.distance)}</td>
      <td className="number">{timeText(activity.moving_time)}</td>
      <td className="number from-medium">{elevationText(activity.total_elevation_gain)}</td>
    </tr>
  )
}

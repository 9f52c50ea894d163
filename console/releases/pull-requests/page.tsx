import { useQuery } from '@tanstack/react-query'
import { Fading } from '../../kit/page.tsx'
import { Filter } from '../frame/filter.tsx'
import { TabFrame } from '../frame/frame.tsx'
import { Pages } from '../frame/pages.tsx'
import { RoomLink } from '../frame/room-link.tsx'
import { SendFirst, Told } from '../frame/told.tsx'
import { pathTo } from '../place.ts'
import { useReleaseSearch, useRepository } from '../use-repository.ts'
import { pullStates } from './api.ts'
import { PullTable } from './list.tsx'
import { Quality } from './quality.tsx'
import { pullsQuery } from './queries.ts'
import { stateTitles } from './words.ts'

/** Pull requests, by how likely each brings a defect in. */
export default function PullsTab() {
  const { name } = useRepository()
  return (
    <TabFrame
      section="pull-requests"
      title="Pull requests"
      lead="How likely each brings a defect in, by what it changes; never by who wrote it."
      actions={
        name && (
          <RoomLink to={pathTo('pull-requests', '+policy')} className="button button-plain">
            Policy
          </RoomLink>
        )
      }
    >
      {name === null && <NothingYet repository={null} />}
      {name && <Pulls key={name} repository={name} />}
    </TabFrame>
  )
}

function Pulls({ repository }: { repository: string }) {
  const { state, cursor } = useReleaseSearch()
  const known = pullStates.find((each) => each === state)
  const pulls = useQuery(pullsQuery({ repository, state: known, cursor }))
  return (
    <Told query={pulls} lines={6}>
      {({ pullRequests, nextCursor }) =>
        pullRequests.length === 0 && known === undefined ? (
          <NothingYet repository={repository} />
        ) : (
          <>
            <div className="filters">
              <Filter
                name="state"
                label="State"
                all="Any state"
                choices={pullStates.map((each) => ({ value: each, title: stateTitles[each] }))}
              />
            </div>
            <Fading busy={pulls.isPlaceholderData}>
              <PullTable pulls={pullRequests} />
              <Pages to="pull-requests" search={{ state }} cursor={cursor} nextCursor={nextCursor} />
            </Fading>
            <Quality repository={repository} />
          </>
        )
      }
    </Told>
  )
}

function NothingYet({ repository }: { repository: string | null }) {
  const command = `git diff --numstat -z main...HEAD | curl --data-binary @- -H "X-API-Key: $KEYHOLD_KEY" -H "Content-Type: application/octet-stream" "${location.origin}/internal/pr-intel/ingest?repository=${encodeURIComponent(repository ?? 'owner/name')}&prNumber=1&commit=$(git rev-parse HEAD)"`
  return (
    <SendFirst
      title={`No pull request${repository ? ` of ${repository}` : ''} was sent yet.`}
      command={command}
    >
      <p>Send what a branch changes, from CI or from where you stand, and it is judged at once.</p>
    </SendFirst>
  )
}

import './overview.css'
import { useQuery } from '@tanstack/react-query'
import { TabFrame } from '../frame/frame.tsx'
import { repositoriesQuery } from '../queries.ts'
import { RoomLink } from '../frame/room-link.tsx'
import { pathTo } from '../place.ts'
import { SendFirst, Told } from '../frame/told.tsx'
import { JourneysCard } from './journeys-card.tsx'
import { RepositoryCard } from './repository-card.tsx'

/** Each card asks three checks; more of them wait until somebody goes there. */
const mostCards = 6

/** Where the room begins: each repository with the state of its checks. */
export function OverviewTab() {
  const repositories = useQuery(repositoriesQuery)
  return (
    <TabFrame
      section="overview"
      title="Release checks"
      lead="Is this change safe to let out? What CI sends is judged, with reasons and honest intervals."
      isWhole
    >
      <Told query={repositories} lines={4}>
        {({ repositories: all }) => (
          <>
            {all.length === 0 && <NothingYet />}
            {all.length > 0 && (
              <ul className="repository-cards">
                {all.slice(0, mostCards).map((repository) => (
                  <RepositoryCard key={repository.id} repository={repository} />
                ))}
              </ul>
            )}
            {all.length > mostCards && (
              <ul className="repository-rest" aria-label="More repositories">
                {all.slice(mostCards).map(({ id, name }) => (
                  <li key={id}>
                    <RoomLink to={pathTo('pull-requests')} search={{ repository: name }}>
                      {name}
                    </RoomLink>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Told>
      <JourneysCard />
    </TabFrame>
  )
}

function NothingYet() {
  const command = `curl --data-binary @junit.xml -H "X-API-Key: $KEYHOLD_KEY" -H "Content-Type: application/xml" "${location.origin}/internal/tests/ingest?repository=owner/name&branch=main&commit=$(git rev-parse HEAD)"`
  return (
    <SendFirst title="Nothing was sent yet." command={command}>
      <p>
        Begin with what CI has already: the report of its tests. Pull requests and schemas follow in the same
        way, each from its own tab; a repository stands here once something is sent about it.
      </p>
    </SendFirst>
  )
}

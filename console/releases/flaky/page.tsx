import './flaky.css'
import { useQuery } from '@tanstack/react-query'
import { TabFrame } from '../frame/frame.tsx'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import { SendFirst, Told } from '../frame/told.tsx'
import { useRepository } from '../use-repository.ts'
import { testsOverviewQuery } from './queries.ts'
import { Renames } from './renames.tsx'
import { Runs } from './runs.tsx'
import { Summary } from './summary.tsx'
import { TestList } from './list.tsx'

/** Tests: which fail by themselves, which are broken, and how certain that is. */
export default function TestsTab() {
  const { name } = useRepository()
  return (
    <TabFrame
      section="tests"
      title="Tests"
      lead="Which fail by themselves, which are broken, and how certain that is: by what they did on one commit."
      actions={
        name && (
          <RoomLink to={pathTo('tests', '+thresholds')} className="button button-plain">
            Thresholds
          </RoomLink>
        )
      }
    >
      {name === null && <NothingYet repository={null} />}
      {name && <Tests key={name} repository={name} />}
    </TabFrame>
  )
}

function Tests({ repository }: { repository: string }) {
  const overview = useQuery(testsOverviewQuery(repository))
  return (
    <Told query={overview} lines={6}>
      {(found) =>
        found.tests === 0 ? (
          <NothingYet repository={repository} />
        ) : (
          <>
            <Summary overview={found} />
            <Renames repository={repository} />
            <TestList repository={repository} overview={found} />
            <Runs repository={repository} />
          </>
        )
      }
    </Told>
  )
}

function NothingYet({ repository }: { repository: string | null }) {
  const command = `curl --data-binary @junit.xml -H "X-API-Key: $KEYHOLD_KEY" -H "Content-Type: application/xml" "${location.origin}/internal/tests/ingest?repository=${encodeURIComponent(repository ?? 'owner/name')}&branch=main&commit=$(git rev-parse HEAD)"`
  return (
    <SendFirst
      title={`No test report${repository ? ` of ${repository}` : ''} was sent yet.`}
      command={command}
    >
      <p>
        Send what your test framework writes, also of failed runs: JUnit, CTRF, Jest, Vitest, Playwright, go
        test, pytest or TAP. Retry once in CI, and flaky tests show themselves.
      </p>
    </SendFirst>
  )
}

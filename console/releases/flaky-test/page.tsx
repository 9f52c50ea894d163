import '../flaky/flaky.css'
import './flaky-test.css'
import { useQuery } from '@tanstack/react-query'
import { Badge } from '../../kit/badge.tsx'
import { Moment } from '../../kit/moment.tsx'
import type { TestCase } from '../flaky/api.ts'
import { testQuery } from '../flaky/queries.ts'
import { Renames } from '../flaky/renames.tsx'
import { Waiting } from '../flaky/waiting.tsx'
import { verdictTitles, verdictTones } from '../flaky/words.ts'
import { ThresholdsPage } from '../flaky-thresholds/page.tsx'
import { DetailFrame } from '../frame/frame.tsx'
import type { Place } from '../place.ts'
import { Told } from '../frame/told.tsx'
import { useReleaseSearch } from '../use-repository.ts'
import { Environments } from './environments.tsx'
import { Failures } from './failures.tsx'
import { History } from './history.tsx'
import { Judgement } from './judgement.tsx'
import { QuarantinePanel } from '../quarantine/panel.tsx'
import { Said } from './said.tsx'
import { TestRunPage } from '../flaky-run/page.tsx'

/** What stands behind the tab: a test, a run of tests, or what decides about them. */
export default function TestPlace({ place: { id, part } }: { place: Place }) {
  if (id === '+thresholds') return <ThresholdsPage />
  if (id === '+runs') return <TestRunPage id={part ?? ''} />
  return <TestPage id={id!} />
}

function TestPage({ id }: { id: string }) {
  const { environment } = useReleaseSearch()
  const query = useQuery(testQuery(id, environment))
  const test = query.data
  return (
    <DetailFrame
      section="tests"
      title={test ? wholeName(test) : 'Test'}
      lead={test && <Lead test={test} />}
      actions={test && <Environments test={test} />}
    >
      <Told query={query} lines={6}>
        {(found) => <Found test={found} />}
      </Told>
    </DetailFrame>
  )
}

/** Without the suites a subtest such as `table/empty` would be called `empty`. */
const wholeName = ({ suites, name }: TestCase): string => [...suites, name].join(' › ')

const standingOf = ({ standings, environment }: TestCase) =>
  standings.find((each) => each.environment === environment) ?? standings[0]

function Lead({ test }: { test: TestCase }) {
  const standing = standingOf(test)
  return (
    <>
      {standing && <Badge tone={verdictTones[standing.verdict]}>{verdictTitles[standing.verdict]}</Badge>}
      {standing && <Waiting standing={standing} />}
      <span className="break">{[test.repository, test.file].filter(Boolean).join(' › ')}</span>
      <span className="sub">
        first seen <Moment at={test.firstSeenAt} as="day" />
        {test.formerNames.length > 0 &&
          ` · formerly ${test.formerNames.map(({ title }) => title).join(', ')}`}
      </span>
    </>
  )
}

function Found({ test }: { test: TestCase }) {
  const standing = standingOf(test)
  return (
    <>
      <Renames repository={test.repository} testId={test.id} />
      <History key={`${test.id} ${test.environment}`} strip={test.strip} />
      <div className="columns">
        <div className="page">
          {standing && <Judgement standing={standing} />}
          <Failures failures={test.failures} />
        </div>
        <div className="page">
          <QuarantinePanel test={test} quarantine={standing?.quarantine ?? null} />
          <Said said={test.verdicts} />
        </div>
      </div>
    </>
  )
}

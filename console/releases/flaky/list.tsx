import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { Answered } from '../../kit/answered.tsx'
import { Button } from '../../kit/button.tsx'
import { ProblemNotice } from '../../kit/notice.tsx'
import { Fading, Panel, Skeleton } from '../../kit/page.tsx'
import { Filter } from '../frame/filter.tsx'
import { StripLegend } from '../strips/strip.tsx'
import { useReleaseSearch } from '../use-repository.ts'
import { verdicts, type Overview, type Standing, type Verdict } from './api.ts'
import { useHistories } from './histories.ts'
import { notWellQuery, pageSize, testListQuery } from './queries.ts'
import { TestRow } from './row.tsx'
import { verdictTitles } from './words.ts'

const choices = [
  ...verdicts.map((verdict) => ({ value: verdict, title: verdictTitles[verdict] })),
  { value: 'quarantined', title: 'In quarantine' },
  { value: 'all', title: 'All of them' },
]

/** Tests with their histories; first those that are not well. */
export function TestList({ repository, overview }: { repository: string; overview: Overview }) {
  const { verdict, search } = useReleaseSearch()
  return (
    <Panel title="Histories" aside={<StripLegend />}>
      <div className="filters test-filters">
        <Filter name="verdict" label="Verdict" all="Not well" choices={choices} />
        <Search />
      </div>
      {verdict === undefined && search === undefined ? (
        <NotWell repository={repository} overview={overview} />
      ) : (
        <ByName key={`${verdict} ${search}`} repository={repository} verdict={verdict} search={search} />
      )}
    </Panel>
  )
}

function Search() {
  const { search: kept } = useReleaseSearch()
  const [text, setText] = useState(kept ?? '')
  const navigate = useNavigate()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { search: _, ...rest } = Object.fromEntries(new URLSearchParams(location.search))
    void navigate({
      to: '.',
      search: { ...rest, ...(text.trim() && { search: text.trim() }) },
      replace: true,
    })
  }
  return (
    <form role="search" className="test-search" onSubmit={submit}>
      <input
        type="search"
        className="input"
        aria-label="Name or file"
        placeholder="Name or file"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" icon="search">
        Find
      </Button>
    </form>
  )
}

function NotWell({ repository, overview }: { repository: string; overview: Overview }) {
  const query = useQuery(notWellQuery(repository))
  const [shown, setShown] = useState(pageSize)
  return (
    <Answered query={query} lines={5} tall>
      {(tests) =>
        tests.length === 0 ? (
          <p className="nothing">
            {overview.byVerdict.unknown > 0
              ? 'Nothing speaks against any test; of some there is too little to say more.'
              : 'All tests are well.'}
          </p>
        ) : (
          <>
            <Rows tests={tests.slice(0, shown)} />
            {tests.length > shown && (
              <p className="panel-foot">
                <Button onClick={() => setShown(shown + pageSize)}>
                  Show more of {tests.length.toLocaleString()}
                </Button>
              </p>
            )}
          </>
        )
      }
    </Answered>
  )
}

function ByName({
  repository,
  verdict,
  search,
}: {
  repository: string
  verdict: string | undefined
  search: string | undefined
}) {
  const known = verdicts.find((each): each is Verdict => each === verdict)
  const query = useInfiniteQuery(
    testListQuery({
      repository,
      ...(known && { verdict: known }),
      ...(verdict === 'quarantined' && { quarantined: 'true' }),
      ...(search !== undefined && { search }),
    }),
  )
  if (query.isError) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
  if (query.isPending) return <Skeleton lines={5} tall />
  const tests = query.data.pages.flatMap((page) => page.tests)
  return (
    <Fading busy={query.isPlaceholderData}>
      {tests.length === 0 ? <p className="nothing">There is none.</p> : <Rows tests={tests} />}
      {query.hasNextPage && (
        <p>
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </p>
      )}
    </Fading>
  )
}

function Rows({ tests }: { tests: readonly Standing[] }) {
  const historyOf = useHistories(tests)
  return (
    <ul className="lines test-rows" aria-label="Tests">
      {tests.map((test) => (
        <TestRow key={`${test.id} ${test.environment}`} test={test} history={historyOf(test)} />
      ))}
    </ul>
  )
}

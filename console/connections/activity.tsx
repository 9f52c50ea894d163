import type { UseInfiniteQueryResult } from '@tanstack/react-query'
import { useState } from 'react'
import type { Entry } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { EntryList } from '../kit/entry-list.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { Empty, Panel, Skeleton } from '../kit/page.tsx'

const shownAtFirst = 10
const shownMore = 25

/** Who used the connection and what happened to it, newest first. */
export function Activity({
  timeline,
  entries,
}: {
  timeline: UseInfiniteQueryResult<unknown>
  entries: readonly Entry[]
}) {
  const [shown, setShown] = useState(shownAtFirst)
  const isMore = shown < entries.length || timeline.hasNextPage
  const showMore = () => {
    setShown(shown + shownMore)
    if (shown + shownMore > entries.length && timeline.hasNextPage) void timeline.fetchNextPage()
  }
  return (
    <Panel title="Who used it, and when">
      {timeline.isPending && <Skeleton lines={5} />}
      {timeline.isError && (
        <ProblemNotice
          error={timeline.error}
          onRetry={() => void timeline.refetch()}
          retrying={timeline.isFetching}
        />
      )}
      {timeline.isSuccess && entries.length === 0 && <Empty title="Nothing has happened yet." />}
      <EntryList entries={entries.slice(0, shown)} />
      {isMore && (
        <p className="panel-foot">
          <Button busy={timeline.isFetchingNextPage} onClick={showMore}>
            Show older
          </Button>
        </p>
      )}
    </Panel>
  )
}

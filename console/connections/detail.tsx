import '../kit/room.css'
import './connections.css'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Connection } from '../api.ts'
import { Icon } from '../kit/icons.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { Page, Skeleton } from '../kit/page.tsx'
import { sayDone } from '../kit/toast.tsx'
import { StepsReminder } from '../overview/steps-reminder.tsx'
import { connectionQuery, timelineQuery } from '../queries.ts'
import { Actions } from './actions.tsx'
import { Activity } from './activity.tsx'
import { Facts } from './facts.tsx'
import { LifePanel } from './life-panel.tsx'
import { StateLine } from './state-line.tsx'
import { nameOf } from './words.ts'

/** One connection: its state in words, its token's life, who used it, and what can be done. */
export function ConnectionPage() {
  const { id } = useParams({ from: '/shell/connections/$id' })
  const connection = useQuery(connectionQuery(id))
  useReturnGreeting(id)
  return (
    <>
      <p className="way-back">
        <Link to="/connections" search={{}}>
          <Icon name="back" size={16} />
          All connections
        </Link>
      </p>
      <Page
        title={connection.data ? nameOf(connection.data) : 'Connection'}
        lead={connection.data && <StateLine connection={connection.data} />}
      >
        {connection.isError && (
          <ProblemNotice
            error={connection.error}
            onRetry={() => void connection.refetch()}
            retrying={connection.isFetching}
          />
        )}
        {connection.isPending && <Skeleton lines={5} tall />}
        {connection.data && <Detail connection={connection.data} />}
      </Page>
    </>
  )
}

function Detail({ connection }: { connection: Connection }) {
  const timeline = useInfiniteQuery(timelineQuery(connection.id))
  const entries = timeline.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <>
      <Actions connection={connection} />
      <StepsReminder />
      <LifePanel connection={connection} entries={entries} />
      <div className="columns">
        <Activity timeline={timeline} entries={entries} />
        <Facts connection={connection} />
      </div>
    </>
  )
}

/** After a reconnect the provider's page leads back here with a `status` in the address; said once, then wiped. */
function useReturnGreeting(id: string) {
  const { status } = useSearch({ from: '/shell/connections/$id' })
  const navigate = useNavigate()

  useEffect(() => {
    if (status === undefined) return
    sayDone(
      status === 'denied' ? 'The account was not reconnected.' : 'Back from the provider.',
      'Below is how the connection stands now.',
    )
    void navigate({ to: '/connections/$id', params: { id }, search: {}, replace: true })
  }, [status, id, navigate])
}

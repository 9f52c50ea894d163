import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Button } from '../kit/button.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { Empty, Panel, Skeleton } from '../kit/page.tsx'
import type { Delivery, Endpoint } from './api.ts'
import { DeliveryDialog } from './delivery-dialog.tsx'
import { DeliveryTable } from './delivery-table.tsx'
import { deliveryStates, type DeliveryState } from './filter.ts'
import { deliveriesQuery, endpointsQuery } from './queries.ts'
import { stateTitle } from './words.ts'

/** What was and is to be sent to an endpoint, newest first. */
export function Deliveries({ endpoint }: { endpoint: Endpoint }) {
  const { state } = useSearch({ from: '/shell/webhooks/$id' })
  const [opened, setOpened] = useState<string | null>(null)
  const deliveries = useInfiniteQuery(deliveriesQuery(endpoint.id, state))
  const rows = deliveries.data?.pages.flatMap((page) => page.deliveries) ?? []
  useEndpointAgain(rows)
  const shown = rows.find(({ id }) => id === opened)
  return (
    <Panel
      title="Deliveries"
      aside={<StateFilter id={endpoint.id} state={state} onChoose={() => setOpened(null)} />}
    >
      {deliveries.isPending && <Skeleton lines={5} />}
      {deliveries.isError && (
        <ProblemNotice
          error={deliveries.error}
          onRetry={() => void deliveries.refetch()}
          retrying={deliveries.isFetching}
        />
      )}
      {deliveries.isSuccess && <Rows rows={rows} state={state} onOpen={setOpened} />}
      {deliveries.hasNextPage && (
        <p className="panel-foot">
          <Button busy={deliveries.isFetchingNextPage} onClick={() => void deliveries.fetchNextPage()}>
            Show older
          </Button>
        </p>
      )}
      {shown && <DeliveryDialog endpoint={endpoint} delivery={shown} onClose={() => setOpened(null)} />}
    </Panel>
  )
}

/** What comes of a delivery changes how its endpoint stands, so that is asked again at once. */
function useEndpointAgain(rows: readonly Delivery[]) {
  const queries = useQueryClient()
  const outcomes = rows.map(({ id, state, attempts }) => `${id} ${state} ${attempts}`).join()
  useEffect(() => void queries.invalidateQueries(endpointsQuery), [queries, outcomes])
}

type RowsProps = {
  rows: readonly Delivery[]
  state: DeliveryState | undefined
  onOpen: (id: string) => void
}

function Rows({ rows, state, onOpen }: RowsProps) {
  if (rows.length > 0) return <DeliveryTable deliveries={rows} onOpen={onOpen} />
  if (state !== undefined) return <Empty title={`None is “${stateTitle(state)}”.`} />
  return (
    <Empty title="Nothing was sent yet.">
      <p>Send a test event to see whether it arrives. Deliveries are listed for 30 days.</p>
    </Empty>
  )
}

type FilterProps = { id: string; state: DeliveryState | undefined; onChoose: () => void }

function StateFilter({ id, state, onChoose }: FilterProps) {
  const navigate = useNavigate()
  const choose = (chosen: string) => {
    // One that left the list while it was looked at would open by itself where it is listed again.
    onChoose()
    void navigate({
      to: '/webhooks/$id',
      params: { id },
      search: chosen === '' ? {} : { state: chosen as DeliveryState },
      replace: true,
    })
  }
  return (
    <label className="delivery-filter">
      <span className="visually-hidden">State of deliveries</span>
      <select
        className="input select"
        data-filter
        value={state ?? ''}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">Any state</option>
        {deliveryStates.map((each) => (
          <option key={each} value={each}>
            {stateTitle(each)}
          </option>
        ))}
      </select>
    </label>
  )
}

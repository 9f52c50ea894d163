import '../kit/room.css'
import './providers.css'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { Empty, Page } from '../kit/page.tsx'
import { overviewQuery, providersQuery } from '../queries.ts'
import { ProviderDialog } from './dialog.tsx'
import { isShown, standings, type Standing } from './standing.ts'
import { ProviderTable } from './table.tsx'

/** The room of providers: which are set up, and what each of the others needs. */
export function ProvidersPage() {
  const filter = useSearch({ from: '/shell/providers' })
  const providers = useQuery(providersQuery)
  const overview = useQuery(overviewQuery).data
  const [chosen, setChosen] = useState<string | null>(null)
  const listed = providers.data?.providers ?? []
  const shown = listed
    .filter((provider) => isShown(provider, filter))
    .toSorted((a, b) => Number(b.configured) - Number(a.configured) || a.title.localeCompare(b.title))
  const provider = listed.find(({ id }) => id === chosen)
  const ready = listed.filter(({ configured }) => configured).length
  return (
    <Page
      title="Providers"
      lead={
        providers.data
          ? `${ready} of ${listed.length} are set up. The others need an app of your own, registered there.`
          : 'Who issues the accounts.'
      }
    >
      <Filter filter={filter} />
      <Answered query={providers} lines={6} tall>
        {() =>
          shown.length === 0 ? (
            <Empty title="No provider matches.">
              <p>
                A provider that is missing can be added in a file: see <code>KEYHOLD_PROVIDERS_FILE</code> in
                the guide on providers.
              </p>
            </Empty>
          ) : (
            <ProviderTable providers={shown} states={overview?.providers ?? []} onChoose={setChosen} />
          )
        }
      </Answered>
      {provider && <ProviderDialog provider={provider} onClose={() => setChosen(null)} />}
    </Page>
  )
}

const standingTitles: Record<Standing, string> = { ready: 'Set up', missing: 'Not set up' }

function Filter({ filter }: { filter: { find?: string; state?: string } }) {
  const navigate = useNavigate()
  const change = (part: { find?: string; state?: string }) => {
    const { find = '', state = '' } = { ...filter, ...part }
    void navigate({
      to: '/providers',
      search: { ...(find && { find }), ...(state && { state }) },
      replace: true,
    })
  }
  return (
    <div className="filters" role="search" aria-label="Filter providers">
      <label className="filter-user">
        <span className="visually-hidden">Name</span>
        <input
          className="input"
          type="search"
          data-filter
          placeholder="Name"
          value={filter.find ?? ''}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => change({ find: event.target.value })}
        />
      </label>
      <label>
        <span className="visually-hidden">State</span>
        <select
          className="input select"
          value={filter.state ?? ''}
          onChange={(event) => change({ state: event.target.value })}
        >
          <option value="">Any state</option>
          {standings.map((standing) => (
            <option key={standing} value={standing}>
              {standingTitles[standing]}
            </option>
          ))}
        </select>
      </label>
      {(filter.find || filter.state) && (
        <Button tone="quiet" icon="close" onClick={() => change({ find: '', state: '' })}>
          Clear
        </Button>
      )}
    </div>
  )
}

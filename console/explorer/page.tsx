import '../kit/room.css'
import './explorer.css'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../api.ts'
import { Answered } from '../kit/answered.tsx'
import { Icon } from '../kit/icons.tsx'
import { Page } from '../kit/page.tsx'
import { groupsOf, operationsOf, type OpenApi, type Operation } from './document.ts'
import { Method } from './method.tsx'
import { OperationPanel } from './operation.tsx'

const documentQuery = queryOptions({
  queryKey: ['openapi'],
  queryFn: () => call<OpenApi>('GET', '/openapi.json'),
  select: operationsOf,
  staleTime: Number.POSITIVE_INFINITY,
})

/** The room of the API: every operation, with a form, a line for the terminal, and an answer for those that read. */
export function ExplorerPage() {
  const document = useQuery(documentQuery)
  return (
    <Page
      title="API explorer"
      lead={
        <>
          Every address of this Keyhold. What only reads can be tried here. All shapes are on{' '}
          <a href="/docs">the reference page</a>.
        </>
      }
    >
      <Answered query={document} lines={8}>
        {(operations) => <Explorer operations={operations} />}
      </Answered>
    </Page>
  )
}

function Explorer({ operations }: { operations: readonly Operation[] }) {
  const { operation: id } = useSearch({ from: '/shell/explorer' })
  const [find, setFind] = useState('')
  const groups = groupsOf(operations, find)
  const chosen = operations.find((operation) => operation.id === id)
  // Where there is room beside the list, the first operation shows what the others will.
  const shown = chosen ?? groupsOf(operations, '')[0]?.operations[0]
  return (
    <div className={chosen ? 'explorer explorer-chosen' : 'explorer'}>
      <div className="explorer-list">
        <label>
          <span className="visually-hidden">Find an operation</span>
          <input
            className="input"
            type="search"
            data-filter
            placeholder="Find, as in “get token”"
            value={find}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setFind(event.target.value)}
          />
        </label>
        <nav aria-label="Operations">
          {groups.map(({ tag, operations }) => (
            <section key={tag} aria-labelledby={`tag-${tag}`}>
              <h2 id={`tag-${tag}`}>{tagTitle(tag)}</h2>
              <ul>
                {operations.map((operation) => (
                  <li key={operation.id}>
                    <Link
                      to="/explorer"
                      search={{ operation: operation.id }}
                      className="operation-link"
                      aria-current={operation === shown ? 'true' : undefined}
                    >
                      <Method method={operation.method} />
                      <span className="break">{operation.path}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            </section>
          ))}
          {groups.length === 0 && <p className="sub">No operation has these words.</p>}
        </nav>
      </div>
      <div className="explorer-detail">
        <p className="explorer-back">
          <Link to="/explorer" search={{}}>
            <Icon name="back" size={16} /> All operations
          </Link>
        </p>
        {shown && <OperationPanel key={shown.id} operation={shown} />}
      </div>
    </div>
  )
}

const tagTitle = (tag: string) => (tag.charAt(0).toUpperCase() + tag.slice(1)).replaceAll('-', ' ')

import { Link } from '@tanstack/react-router'
import type { Overview, Provider } from '../api.ts'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { CopyButton } from '../kit/copy-button.tsx'
import { breakerWords } from './words.ts'

type State = Overview['providers'][number]

/** Providers, one a row, with the redirect URI that each wants to know. */
export function ProviderTable({
  providers,
  states,
  onChoose,
}: {
  providers: readonly Provider[]
  states: readonly State[]
  onChoose: (id: string) => void
}) {
  return (
    <div className="panel panel-flush">
      <table className="table table-rows provider-table">
        <caption className="visually-hidden">Providers</caption>
        <thead>
          <tr>
            <th scope="col">Provider</th>
            <th scope="col">State</th>
            <th scope="col" className="from-wide">
              Redirect URI
            </th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {providers.map((provider) => (
            <ProviderRow
              key={provider.id}
              provider={provider}
              state={states.find(({ id }) => id === provider.id)}
              onChoose={() => onChoose(provider.id)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

type RowProps = { provider: Provider; state: State | undefined; onChoose: () => void }

function ProviderRow({ provider, state, onChoose }: RowProps) {
  const { id, title, configured, redirectUri, sandbox } = provider
  return (
    <tr>
      <th scope="row">
        <span className="account">
          <span className="tile" aria-hidden="true">
            {title.charAt(0)}
          </span>
          <span className="account-words">
            {title}
            {state && state.connections > 0 && (
              <span className="sub">
                <Link to="/connections" search={{ provider: id }}>
                  {state.connections === 1 ? '1 connection' : `${state.connections} connections`}
                </Link>
              </span>
            )}
          </span>
        </span>
      </th>
      <td>
        {configured ? (
          <Badge tone="good">{sandbox ? 'Sandbox' : 'Set up'}</Badge>
        ) : (
          <Badge tone="neutral">Not set up</Badge>
        )}
        {state && state.breaker !== 'closed' && (
          <span className="provider-breaker">
            <Badge tone={breakerWords[state.breaker].tone}>{breakerWords[state.breaker].words}</Badge>
          </span>
        )}
      </td>
      <td className="from-wide">
        <span className="provider-uri">
          <code className="clip">{redirectUri}</code>
          <CopyButton tone="icon" text={redirectUri} label={`Copy redirect URI of ${title}`} />
        </span>
      </td>
      <td className="key-action">
        <Button
          tone="quiet"
          aria-label={configured ? `Details of ${title}` : `Set up ${title}`}
          onClick={onChoose}
        >
          {configured ? 'Details' : 'Set up'}
        </Button>
      </td>
    </tr>
  )
}

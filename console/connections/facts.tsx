import type { Connection } from '../api.ts'
import { CopyButton } from '../kit/copy-button.tsx'
import { Fact } from '../kit/fact.tsx'
import { Moment } from '../kit/moment.tsx'
import { Panel } from '../kit/page.tsx'
import { useStanding } from '../standing.ts'
import { useProviderTitle } from './use-provider-title.ts'

const kinds: Record<string, string> = {
  oauth2: 'OAuth 2.0',
  service_account: 'Service account',
  api_key: 'API key',
}

/** What is known of a connection, beside its life. */
export function Facts({ connection }: { connection: Connection }) {
  const provider = useProviderTitle()(connection.provider)
  const isOwn = useStanding()?.kind === 'person'
  return (
    <Panel title="Details">
      <dl className="facts">
        {!isOwn && <Fact name="User">{connection.userId}</Fact>}
        <Fact name="Provider">
          {provider} · {kinds[connection.kind] ?? connection.kind}
        </Fact>
        <Fact name="Account there">{connection.providerAccount ?? 'unknown'}</Fact>
        <Fact name="Allowed">
          <Scopes connection={connection} />
        </Fact>
        <Fact name="Connected">
          {connection.connectedAt ? <Moment at={connection.connectedAt} /> : 'not yet'}
        </Fact>
        <Fact name="Refreshed">
          {connection.refreshedAt ? <Moment at={connection.refreshedAt} /> : 'not yet'}
        </Fact>
        <Fact name="Last used">
          {connection.lastUsedAt ? <Moment at={connection.lastUsedAt} /> : 'never'}
          {connection.lastUsedBy && ` by ${connection.lastUsedBy}`}
        </Fact>
        {connection.lastFailure && (
          <Fact name="Last failure">
            {connection.lastFailure.text} <code>{connection.lastFailure.code}</code>{' '}
            <Moment at={connection.lastFailure.at} as="ago" />
          </Fact>
        )}
        <Fact name="Id">
          <code className="break">{connection.id}</code>
          <CopyButton tone="icon" text={connection.id} label="Copy connection id" />
        </Fact>
      </dl>
    </Panel>
  )
}

function Scopes({ connection: { scopes, missingScopes } }: { connection: Connection }) {
  if (scopes.length + missingScopes.length === 0) return <>the provider does not say</>
  return (
    <ul className="scopes">
      {scopes.map((scope) => (
        <li key={scope}>
          <code>{scope}</code>
        </li>
      ))}
      {missingScopes.map((scope) => (
        <li key={scope} className="scope-missing">
          <code>{scope}</code> not granted
        </li>
      ))}
    </ul>
  )
}

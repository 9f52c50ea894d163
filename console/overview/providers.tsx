import { Link } from '@tanstack/react-router'
import type { Overview } from '../api.ts'
import { Badge } from '../kit/badge.tsx'
import { Panel } from '../kit/page.tsx'
import { breakerWords } from '../providers/words.ts'

/** Who issues the accounts, and who of them does not answer. */
export function Providers({ overview }: { overview: Overview }) {
  const shown = overview.providers.filter(({ configured, connections }) => configured || connections > 0)
  const others = overview.providers.length - shown.length
  return (
    <Panel title="Providers" aside={<Link to="/providers">All providers</Link>}>
      <ul className="lines">
        {shown.map((provider) => (
          <li key={provider.id}>
            <span>
              {provider.title}
              <span className="sub">
                {provider.connections === 1 ? '1 connection' : `${provider.connections} connections`}
              </span>
            </span>
            {provider.breaker !== 'closed' && (
              <Badge tone={breakerWords[provider.breaker].tone}>{breakerWords[provider.breaker].words}</Badge>
            )}
          </li>
        ))}
      </ul>
      {others > 0 && (
        <div className="provider-others">
          <h3>Use your own app</h3>
          <p className="sub">
            {others} more providers are known. Register Keyhold with one of them and set two variables.
          </p>
          <p className="provider-buttons">
            <Link to="/providers" search={{ state: 'missing' }} className="button button-plain">
              Set up a provider
            </Link>
          </p>
        </div>
      )}
    </Panel>
  )
}

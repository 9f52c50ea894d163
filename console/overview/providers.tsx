import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { BreakerState, Overview } from '../api.ts'
import { Badge, type Tone } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Code } from '../kit/code.tsx'
import { CopyButton } from '../kit/copy-button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { Panel, Skeleton } from '../kit/page.tsx'
import { providersQuery } from '../queries.ts'

const breakers: Record<Exclude<BreakerState, 'closed'>, { tone: Tone; words: string }> = {
  'half-open': { tone: 'warn', words: 'Being tried' },
  open: { tone: 'bad', words: 'Does not answer' },
}

/** Who issues the accounts, who of them does not answer, and how to set up the others. */
export function Providers({ overview }: { overview: Overview }) {
  const [chosen, setChosen] = useState<string | null>(null)
  const shown = overview.providers.filter(({ configured, connections }) => configured || connections > 0)
  const others = overview.providers.filter((provider) => !shown.includes(provider))
  return (
    <Panel title="Providers">
      <ul className="providers">
        {shown.map((provider) => (
          <li key={provider.id}>
            <span>
              {provider.title}
              <span className="sub">
                {provider.connections === 1 ? '1 connection' : `${provider.connections} connections`}
              </span>
            </span>
            {provider.breaker !== 'closed' && (
              <Badge tone={breakers[provider.breaker].tone}>{breakers[provider.breaker].words}</Badge>
            )}
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <div className="provider-others">
          <h3>Use your own app</h3>
          <p className="sub">Register Keyhold with a provider and set two variables.</p>
          <p className="provider-buttons">
            {others.map((provider) => (
              <Button key={provider.id} onClick={() => setChosen(provider.id)}>
                {provider.title}
              </Button>
            ))}
          </p>
        </div>
      )}
      {chosen && <SetUpDialog id={chosen} onClose={() => setChosen(null)} />}
    </Panel>
  )
}

function SetUpDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const providers = useQuery(providersQuery)
  const provider = providers.data?.providers.find((each) => each.id === id)
  return (
    <Dialog title={`Set up ${provider?.title ?? id}`} onClose={onClose}>
      {providers.isPending && <Skeleton lines={3} />}
      {providers.isError && (
        <ProblemNotice
          error={providers.error}
          onRetry={() => void providers.refetch()}
          retrying={providers.isFetching}
        />
      )}
      {provider && (
        <ol className="plain-steps">
          <li>
            Register an app at {provider.title}, with this redirect address:
            <Code text={provider.redirectUri} label="Redirect address" copyLabel="Copy address" />
          </li>
          <li>
            Give Keyhold what {provider.title} shows you, in these environment variables:
            <ul className="variables">
              {provider.missing.map((name) => (
                <li key={name}>
                  <code>{name}</code>
                  <CopyButton tone="icon" text={name} label={`Copy ${name}`} />
                </li>
              ))}
            </ul>
          </li>
          <li>Start Keyhold again. {provider.title} then stands in the list.</li>
        </ol>
      )}
      <DialogActions>
        <Button tone="primary" onClick={onClose}>
          Done
        </Button>
      </DialogActions>
    </Dialog>
  )
}

import '../kit/room.css'
import './limits.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Notice } from '../kit/notice.tsx'
import { Page } from '../kit/page.tsx'
import type { Limits } from './api.ts'
import { Breakers } from './breakers.tsx'
import { Budgets } from './budgets.tsx'
import { LimitedKeys } from './keys.tsx'
import { Policies } from './policies.tsx'
import { limitsQuery } from './queries.ts'

/** The room of limits: who is held back, by what, and what is left. */
export function LimitsPage() {
  const limits = useQuery(limitsQuery)
  return (
    <Page
      title="Limits"
      lead="What callers may ask of Keyhold, what Keyhold may ask of providers, and which of them does not answer."
    >
      {limits.data?.isDegraded && <Degraded limits={limits.data} />}
      <div className="limits-pair">
        <Breakers />
        <Budgets />
      </div>
      <LimitedKeys limits={limits.data} />
      <Policies query={limits} />
    </Page>
  )
}

function Degraded({ limits: { processes } }: { limits: Limits }) {
  return (
    <div role="status">
      <Notice tone="warn">
        <p className="notice-title">The store of limits does not answer in time.</p>
        <p>
          Until it does, half of each limit holds, counted in memory
          {processes > 1 && ` and shared among ${processes} processes`}. The store is asked again each second;
          nobody is let through without a limit.{' '}
          <Link to="/audit" search={{ action: 'limits.degraded' }}>
            When it was so before
          </Link>
        </p>
      </Notice>
    </div>
  )
}

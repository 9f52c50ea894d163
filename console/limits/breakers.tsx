import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Answered } from '../kit/answered.tsx'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Moment } from '../kit/moment.tsx'
import { useNow } from '../kit/now.ts'
import { Empty, Panel } from '../kit/page.tsx'
import type { Breaker } from './api.ts'
import { breakersQuery } from './queries.ts'
import { ResetDialog } from './reset-dialog.tsx'
import { breakerBadge, breakerName, inOrder, isResettable, isTroubled, timesInWords } from './words.ts'

/** Which provider does not answer, since when, and the way to try it at once. */
export function Breakers() {
  const breakers = useQuery(breakersQuery)
  const [resetting, setResetting] = useState<string | null>(null)
  return (
    <Panel title="Breakers">
      <Answered query={breakers} lines={3}>
        {(answer) =>
          answer.breakers.length === 0 ? (
            <Empty title="No provider has failed yet." />
          ) : (
            <ul className="lines breakers">
              {inOrder(answer.breakers).map((breaker) => (
                <BreakerLine
                  key={breaker.name}
                  breaker={breaker}
                  onReset={() => setResetting(breaker.name)}
                />
              ))}
            </ul>
          )
        }
      </Answered>
      <p className="field-hint panel-foot">
        A breaker opens after failures in a row, so that nobody waits for a provider that is away. It lets one
        call through every few seconds and closes by itself as soon as one succeeds.
      </p>
      {resetting !== null && <ResetDialog name={resetting} onClose={() => setResetting(null)} />}
    </Panel>
  )
}

function BreakerLine({ breaker, onReset }: { breaker: Breaker; onReset: () => void }) {
  const { provider, of } = breakerName(breaker.name)
  const { tone, words } = breakerBadge(breaker)
  return (
    <li>
      <span className="breaker-words">
        <strong>{provider}</strong> <span className="breaker-of">{of}</span>
        <span className="sub">
          <Since breaker={breaker} />
        </span>
      </span>
      <span className="breaker-state">
        <Badge tone={tone}>{words}</Badge>
        {isResettable(breaker) && (
          <Button aria-label={`Reset ${breaker.name}`} onClick={onReset}>
            Reset…
          </Button>
        )}
      </span>
    </li>
  )
}

function Since({ breaker }: { breaker: Breaker }) {
  const now = useNow()
  const { failures, openedAt, openUntil, closedAt, trips, isForced } = breaker
  const failed = failures === 1 ? '1 failure in a row' : `${failures.toLocaleString()} failures in a row`
  if (isTroubled(breaker))
    return (
      <>
        {!isForced && `${failed}, `}
        {openedAt && (
          <>
            opened <Moment at={openedAt} as="ago" />
          </>
        )}
        {openUntil && Date.parse(openUntil) > now && (
          <>
            {' · '}next try <Moment at={openUntil} as="ago" />
          </>
        )}
      </>
    )
  return (
    <>
      {failures > 0 && `${failed} · `}
      {trips === 0 ? 'never opened by itself' : timesInWords(trips)}
      {closedAt && (
        <>
          , closed <Moment at={closedAt} as="ago" />
        </>
      )}
    </>
  )
}

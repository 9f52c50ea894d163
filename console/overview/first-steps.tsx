import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Overview } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Icon } from '../kit/icons.tsx'
import { useRemembered } from '../kit/remembered.ts'
import { keysQuery } from '../queries.ts'
import { BackUpStep } from './back-up-step.tsx'
import { ConnectStep } from './connect-step.tsx'
import { CopyTokenStep } from './copy-token-step.tsx'
import { CurlStep } from './curl-step.tsx'
import { Step } from './step.tsx'
import { mayReadTokens, stepsDone, wishName } from './steps.ts'

/** From a fresh clone to a token in the hand, in four steps. Goes away when it is done or not wanted. */
export function FirstSteps({ overview }: { overview: Overview }) {
  const [wish, setWish] = useRemembered(wishName(overview), ['show', 'hide'])
  const keys = useQuery({ ...keysQuery(), enabled: wish === 'show' })
  const hasKey = keys.data?.keys.some((key) => mayReadTokens(key)) ?? false
  const done = stepsDone(overview.firstSteps, hasKey)
  const count = done.filter(Boolean).length
  const current = done.indexOf(false)
  const isDone = count === done.length
  // Whoever has just done the last step still finds his key's line; it folds away at the next visit.
  const [sawOpen, setSawOpen] = useState(false)
  if (!isDone && !sawOpen) setSawOpen(true)
  if (wish === 'hide') return null
  return (
    <section className="first-steps" aria-labelledby="first-steps">
      <header className="first-steps-head">
        <h2 id="first-steps">{isDone ? 'You are set up' : 'First steps'}</h2>
        <Progress count={count} of={done.length} />
        <Button tone="quiet" onClick={() => setWish('hide')}>
          Hide
        </Button>
      </header>
      {isDone && (
        <p className="first-steps-end">
          <Icon name="check" />
          The key is backed up, an account is connected, and its token has been read. From here on Keyhold
          keeps it fresh.
        </p>
      )}
      {(!isDone || sawOpen) && (
        <ol className="steps">
          <Step title="Back up the master key" done={done[0]!} current={current === 0}>
            <BackUpStep fingerprint={overview.firstSteps.keyFingerprint} />
          </Step>
          <Step title="Connect an account" done={done[1]!} current={current === 1}>
            <ConnectStep />
          </Step>
          <Step title="Get a key for your app" done={done[2]!} current={current === 2} keepOpen>
            <CurlStep url={overview.url} isConnected={done[1]!} />
          </Step>
          <Step title="Read the token" done={done[3]!} current={current === 3} keepOpen>
            <CopyTokenStep />
          </Step>
        </ol>
      )}
    </section>
  )
}

function Progress({ count, of }: { count: number; of: number }) {
  return (
    <span className="progress" role="img" aria-label={`${count} of ${of} steps done`}>
      <svg width={of * 22 - 6} height="6" aria-hidden="true">
        {Array.from({ length: of }, (_, index) => (
          <rect
            key={index}
            x={index * 22}
            width="16"
            height="6"
            rx="3"
            className={index < count ? 'progress-done' : 'progress-open'}
          />
        ))}
      </svg>
      <span aria-hidden="true">
        {count} of {of}
      </span>
    </span>
  )
}

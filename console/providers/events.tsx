import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { api, type Provider, type Subscription } from '../api.ts'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { CodeLine } from '../kit/code.tsx'
import { Moment } from '../kit/moment.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { sayDone } from '../kit/toast.tsx'
import { subscriptionQuery } from '../queries.ts'

/** Whether a provider posts its events here, with the way to change that; nothing for one that has none to post. */
export function Events({ provider }: { provider: Provider }) {
  const subscription = useQuery(subscriptionQuery(provider.id))
  if (subscription.data === null || subscription.isPending) return null
  return (
    <section aria-labelledby="provider-events" className="provider-events">
      <header>
        <h3 id="provider-events">Events</h3>
        {subscription.data && <Standing subscription={subscription.data} />}
      </header>
      {subscription.isError ? (
        <ProblemNotice error={subscription.error} onRetry={() => void subscription.refetch()} />
      ) : (
        <Change provider={provider} subscription={subscription.data} />
      )}
    </section>
  )
}

const Standing = ({ subscription }: { subscription: Subscription }) =>
  subscription.subscriptionId === null ? (
    <Badge tone="neutral">Not posted here</Badge>
  ) : (
    <Badge tone="good">Posted here</Badge>
  )

type Props = { provider: Provider; subscription: Subscription }

function Change({ provider: { id, title }, subscription }: Props) {
  const { callbackUrl, subscriptionId, createdAt } = subscription
  const isOn = subscriptionId !== null
  const [asking, setAsking] = useState(false)
  const change = useChange(id, isOn, (words) => {
    setAsking(false)
    sayDone(`${title} ${words}`)
  })
  return (
    <>
      <p className="sub">
        {isOn
          ? `${title} tells of changes and deletions, so they are seen within seconds`
          : `Changes are found by the hourly sync. With its events, ${title} tells of them within seconds`}
        {createdAt && isOn && (
          <>
            {' '}
            (since <Moment at={createdAt} as="day" />)
          </>
        )}
        . The callback URL is {title}’s alone to know.
      </p>
      <CodeLine text={callbackUrl} label="Callback URL" copyLabel="Copy callback URL" />
      {change.error && <Refusal error={change.error} />}
      {asking ? (
        <Confirm
          title={title}
          busy={change.isPending}
          onStop={change.mutate}
          onKeep={() => setAsking(false)}
        />
      ) : (
        <p>
          <Button busy={change.isPending} onClick={() => (isOn ? setAsking(true) : change.mutate())}>
            {isOn ? 'Stop the events' : 'Subscribe to the events'}
          </Button>
        </p>
      )}
    </>
  )
}

/** Brought into sight: the dialog may have to be scrolled to see it. */
function Refusal({ error }: { error: Error }) {
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => frame.current?.scrollIntoView({ block: 'nearest' }), [error])
  return (
    <div ref={frame}>
      <ProblemNotice error={error} />
    </div>
  )
}

type ConfirmProps = { title: string; busy: boolean; onStop: () => void; onKeep: () => void }

function Confirm({ title, busy, onStop, onKeep }: ConfirmProps) {
  return (
    <div role="group" aria-label="Stop the events?" className="provider-confirm">
      <p>Stop them? What changes at {title} is then seen at the next sync, within the hour.</p>
      <p className="actions">
        <Button autoFocus onClick={onKeep}>
          Keep them
        </Button>
        <Button tone="danger" busy={busy} onClick={onStop}>
          Stop
        </Button>
      </p>
    </div>
  )
}

function useChange(id: string, isOn: boolean, onDone: (words: string) => void) {
  const queries = useQueryClient()
  return useMutation<unknown, Error, void>({
    mutationFn: () => (isOn ? api.unsubscribe(id) : api.subscribe(id)),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: subscriptionQuery(id).queryKey })
      onDone(isOn ? 'posts its events no more.' : 'posts its events here.')
    },
  })
}

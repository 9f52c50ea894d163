import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { CopyButton } from '../kit/copy-button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { Fact } from '../kit/fact.tsx'
import { Moment } from '../kit/moment.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { sayDone } from '../kit/toast.tsx'
import { webhooksApi, type Attempt, type Delivery, type Endpoint } from './api.ts'
import { answerInWords, badgeOf, tookInWords } from './words.ts'

type Props = { endpoint: Endpoint; delivery: Delivery; onClose: () => void }

/** One event's way to one endpoint, attempt by attempt. */
export function DeliveryDialog({ endpoint, delivery, onClose }: Props) {
  const queries = useQueryClient()
  const resend = useMutation({
    mutationFn: () => webhooksApi.resend(endpoint.id, delivery.id),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['webhooks', 'deliveries', endpoint.id] })
      onClose()
      sayDone('It is sent again.', 'Under its own id, so your app drops it if it has it.')
    },
  })
  const isOn = endpoint.disabledAt === null
  return (
    <Dialog title={delivery.type} onClose={onClose}>
      <Told delivery={delivery} />
      <Attempts attempts={delivery.history} total={delivery.attempts} />
      {resend.isError && <ProblemNotice error={resend.error} />}
      {!isOn && <p className="sub">The endpoint is off. Switch it on to send this again.</p>}
      <DialogActions>
        <Button data-autofocus onClick={onClose}>
          Done
        </Button>
        {isOn && (
          <Button tone="primary" icon="refresh" busy={resend.isPending} onClick={() => resend.mutate()}>
            Send again
          </Button>
        )}
      </DialogActions>
    </Dialog>
  )
}

function Told({ delivery }: { delivery: Delivery }) {
  const { id, at, connectionId, nextAttemptAt, endedAt } = delivery
  const { tone, label } = badgeOf(delivery)
  return (
    <dl className="facts">
      <Fact name="State">
        <Badge tone={tone}>{label}</Badge>
      </Fact>
      <Fact name="Happened">
        <Moment at={at} as="exact" />
      </Fact>
      {nextAttemptAt && (
        <Fact name="Next try">
          <Moment at={nextAttemptAt} as="ago" />
        </Fact>
      )}
      {endedAt && (
        <Fact name="Ended">
          <Moment at={endedAt} as="exact" />
        </Fact>
      )}
      {connectionId && (
        <Fact name="Connection">
          <Link to="/connections/$id" params={{ id: connectionId }} search={{}}>
            <code className="endpoint-id">{connectionId}</code>
          </Link>
        </Fact>
      )}
      <Fact name="webhook-id">
        <code className="endpoint-id">{id}</code>
        <CopyButton tone="icon" text={id} label="Copy webhook-id" />
      </Fact>
    </dl>
  )
}

function Attempts({ attempts, total }: { attempts: readonly Attempt[]; total: number }) {
  return (
    <section aria-label="Attempts">
      <h3>Attempts</h3>
      {attempts.length === 0 ? (
        <p className="sub">It leaves within a second or two.</p>
      ) : (
        <ol className="lines attempts">
          {attempts.toReversed().map((attempt) => (
            <li key={attempt.at}>
              <span className="break">
                {answerInWords(attempt.status, attempt.reason)}
                <span className="sub">took {tookInWords(attempt.milliseconds)}</span>
              </span>
              <Moment at={attempt.at} as="exact" />
            </li>
          ))}
        </ol>
      )}
      {total === 0 && attempts.length > 0 && <p className="sub">It is about to be sent again.</p>}
    </section>
  )
}

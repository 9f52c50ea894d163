import { Badge } from '../kit/badge.tsx'
import { Moment } from '../kit/moment.tsx'
import type { Delivery } from './api.ts'
import { EventName } from './event-name.tsx'
import { answerInWords, badgeOf } from './words.ts'

/** Deliveries; a press on one shows its attempts. */
export function DeliveryTable({
  deliveries,
  onOpen,
}: {
  deliveries: readonly Delivery[]
  onOpen: (id: string) => void
}) {
  return (
    <table className="table table-rows delivery-table">
      <caption className="visually-hidden">Deliveries, newest first</caption>
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col">State</th>
          <th scope="col" className="from-medium">
            Last answer
          </th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <DeliveryRow key={delivery.id} delivery={delivery} onOpen={() => onOpen(delivery.id)} />
        ))}
      </tbody>
    </table>
  )
}

function DeliveryRow({ delivery, onOpen }: { delivery: Delivery; onOpen: () => void }) {
  const { type, at, lastStatus, lastReason, attempts } = delivery
  const { tone, label } = badgeOf(delivery)
  const answer = answerInWords(lastStatus, lastReason)
  return (
    <tr>
      <th scope="row">
        <button type="button" className="row-link delivery-type" aria-haspopup="dialog" onClick={onOpen}>
          <EventName name={type} />
        </button>
        <span className="sub">
          <Moment at={at} as="ago" />
        </span>
      </th>
      <td>
        <Badge tone={tone}>{label}</Badge>
        <Next delivery={delivery} />
        {answer && attempts > 0 && <span className="sub until-medium">{answer}</span>}
      </td>
      <td className="from-medium">
        {answer === null ? (
          <span className="nothing">none yet</span>
        ) : (
          <span className="break">{answer}</span>
        )}
        {attempts > 0 && <span className="sub">{attempts === 1 ? '1 attempt' : `${attempts} attempts`}</span>}
      </td>
    </tr>
  )
}

/** When it is tried again. */
export function Next({ delivery: { attempts, nextAttemptAt } }: { delivery: Delivery }) {
  if (nextAttemptAt === null || attempts === 0) return null
  return (
    <span className="sub">
      <Moment at={nextAttemptAt} as="ago" />
    </span>
  )
}

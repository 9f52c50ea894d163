import { Link } from '@tanstack/react-router'
import { Badge } from '../kit/badge.tsx'
import { Moment } from '../kit/moment.tsx'
import type { Endpoint } from './api.ts'
import { heardInWords } from './event-types.ts'
import { shortUrl, standingOf } from './words.ts'

/** Endpoints, newest first; a press anywhere in the row opens one. */
export function EndpointTable({ endpoints }: { endpoints: readonly Endpoint[] }) {
  return (
    <div className="panel panel-flush">
      <table className="table table-rows endpoint-table">
        <caption className="visually-hidden">Webhook endpoints, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Address</th>
            <th scope="col" className="from-medium">
              Hears
            </th>
            <th scope="col">State</th>
            <th scope="col" className="from-wide">
              Added
            </th>
          </tr>
        </thead>
        <tbody>
          {endpoints.map((endpoint) => (
            <EndpointRow key={endpoint.id} endpoint={endpoint} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function EndpointRow({ endpoint }: { endpoint: Endpoint }) {
  const { id, url, eventTypes, createdAt, disabledAt } = endpoint
  return (
    <tr className={disabledAt === null ? undefined : 'row-ended'}>
      <th scope="row">
        <Link to="/webhooks/$id" params={{ id }} search={{}} className="row-link">
          {shortUrl(url)}
        </Link>
        <span className="sub until-medium break">hears {heardInWords(eventTypes)}</span>
      </th>
      <td className="from-medium break">{heardInWords(eventTypes)}</td>
      <td>
        <Standing endpoint={endpoint} />
      </td>
      <td className="from-wide">
        <Moment at={createdAt} as="day" />
      </td>
    </tr>
  )
}

/** How an endpoint stands, and since when. */
export function Standing({ endpoint }: { endpoint: Endpoint }) {
  const { tone, label } = standingOf(endpoint)
  const since = endpoint.disabledAt ?? endpoint.failingSince
  return (
    <>
      <Badge tone={tone}>{label}</Badge>
      {since && (
        <span className="sub">
          <Moment at={since} as="ago" />
        </span>
      )}
    </>
  )
}

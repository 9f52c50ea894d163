import '../kit/room.css'
import './webhooks.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Answered } from '../kit/answered.tsx'
import { CopyButton } from '../kit/copy-button.tsx'
import { Fact } from '../kit/fact.tsx'
import { Icon } from '../kit/icons.tsx'
import { Moment } from '../kit/moment.tsx'
import { Notice } from '../kit/notice.tsx'
import { Empty, Page, Panel } from '../kit/page.tsx'
import { Actions } from './actions.tsx'
import type { Endpoint } from './api.ts'
import { EventName } from './event-name.tsx'
import { Deliveries } from './deliveries.tsx'
import { endpointsQuery } from './queries.ts'
import { Standing } from './table.tsx'
import { shortUrl, whyOff } from './words.ts'

/** One endpoint: how it stands, what can be done with it, and what came of each delivery. */
export function EndpointPage() {
  const { id } = useParams({ from: '/shell/webhooks/$id' })
  const endpoints = useQuery(endpointsQuery)
  const endpoint = endpoints.data?.endpoints.find((each) => each.id === id)
  return (
    <>
      <p className="endpoint-way-back">
        <Link to="/webhooks">
          <Icon name="back" size={16} />
          All endpoints
        </Link>
      </p>
      <Page title={endpoint ? shortUrl(endpoint.url) : 'Endpoint'}>
        <Answered query={endpoints} lines={5} tall>
          {() => (endpoint ? <Detail endpoint={endpoint} /> : <Gone />)}
        </Answered>
      </Page>
    </>
  )
}

function Gone() {
  return (
    <Empty title="There is no such endpoint.">
      <p>
        It may have been deleted. <Link to="/webhooks">See the others</Link>
      </p>
    </Empty>
  )
}

function Detail({ endpoint }: { endpoint: Endpoint }) {
  return (
    <>
      <Trouble endpoint={endpoint} />
      <Actions endpoint={endpoint} />
      <div className="endpoint-parts">
        <Deliveries endpoint={endpoint} />
        <Facts endpoint={endpoint} />
      </div>
    </>
  )
}

/** What is wrong with it, and what to do. */
function Trouble({ endpoint }: { endpoint: Endpoint }) {
  const why = whyOff(endpoint)
  if (why)
    return (
      <Notice tone="warn">
        <p className="notice-title">Keyhold switched it off.</p>
        <p>{why} Look at its last deliveries, put it right, and switch it on again.</p>
      </Notice>
    )
  if (endpoint.disabledAt !== null || endpoint.failingSince === null) return null
  return (
    <Notice tone="warn">
      <p className="notice-title">
        Nothing has arrived since <Moment at={endpoint.failingSince} as="full" />.
      </p>
      <p>
        Each event is tried ten times over three days. After a week in which nothing arrives, the endpoint is
        switched off.
      </p>
    </Notice>
  )
}

function Facts({ endpoint }: { endpoint: Endpoint }) {
  const { id, url, eventTypes, createdAt, previousSecretUntil } = endpoint
  return (
    <Panel title="Endpoint">
      <dl className="facts">
        <Fact name="State">
          <Standing endpoint={endpoint} />
        </Fact>
        <Fact name="Address">
          <code>{url}</code>
          <CopyButton tone="icon" text={url} label="Copy address" />
        </Fact>
        <Fact name="Hears">
          {eventTypes.map((type) => (
            <code key={type} className="endpoint-type">
              <EventName name={type} />
            </code>
          ))}
        </Fact>
        {previousSecretUntil && (
          <Fact name="Secret">
            the one before signs until <Moment at={previousSecretUntil} />, too
          </Fact>
        )}
        <Fact name="Added">
          <Moment at={createdAt} />
        </Fact>
        <Fact name="Id">
          <code className="endpoint-id">{id}</code>
          <CopyButton tone="icon" text={id} label="Copy endpoint id" />
        </Fact>
      </dl>
    </Panel>
  )
}

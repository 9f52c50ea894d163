import '../kit/room.css'
import './webhooks.css'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { Empty, Page } from '../kit/page.tsx'
import { useIntent } from '../shell/intents.ts'
import { CreateDialog } from './create-dialog.tsx'
import { endpointsQuery } from './queries.ts'
import { EndpointTable } from './table.tsx'

/** The room of webhooks: which addresses hear what happens, and whether they do. */
export function WebhooksPage() {
  const endpoints = useQuery(endpointsQuery)
  const [adding, setAdding] = useState(false)
  const add = useCallback(() => setAdding(true), [])
  useIntent('add-endpoint', add)
  const button = (
    <Button tone="primary" icon="plus" onClick={add}>
      Add an endpoint
    </Button>
  )
  return (
    <Page
      title="Webhooks"
      lead="Addresses of your app that hear what happens to its users’ connections: signed, about a second later, and again until they arrive."
      actions={button}
    >
      <Answered query={endpoints} lines={3} tall>
        {(answer) =>
          answer.endpoints.length === 0 ? (
            <Empty title="Nobody is told yet.">
              <p>
                Add an address of your app, and it hears when a connection needs its owner, without asking.
              </p>
              {button}
            </Empty>
          ) : (
            <EndpointTable endpoints={answer.endpoints} />
          )
        }
      </Answered>
      <p className="field-hint">
        How your app checks a signature, and what each event says, is told in the guide{' '}
        <code>docs/guides/webhooks.md</code>. On the command line: <code>npx keyhold webhooks endpoints</code>
        .
      </p>
      {adding && <CreateDialog onClose={() => setAdding(false)} />}
    </Page>
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Answered } from '../../kit/answered.tsx'
import { Button } from '../../kit/button.tsx'
import { Moment } from '../../kit/moment.tsx'
import { Panel } from '../../kit/page.tsx'
import { sayDone, sayProblem } from '../../kit/toast.tsx'
import { journeysApi } from '../journeys/api.ts'
import { secretsQuery } from '../journeys/queries.ts'
import { SecretDialog } from './dialog.tsx'

/** What journeys sign in with, by name: a value is sealed, and never shown again. */
export function Secrets() {
  const query = useQuery(secretsQuery)
  const [adding, setAdding] = useState(false)
  return (
    <Panel title="Secrets" aside={<span className="sub">sealed; their values are never shown</span>}>
      <Answered query={query} lines={2}>
        {({ secrets }) =>
          secrets.length === 0 ? (
            <p className="nothing">No journey needs one yet.</p>
          ) : (
            <ul className="lines">
              {secrets.map(({ name, createdAt }) => (
                <SecretLine key={name} name={name} createdAt={createdAt} />
              ))}
            </ul>
          )
        }
      </Answered>
      <p className="panel-foot">
        <Button icon="plus" onClick={() => setAdding(true)}>
          Keep a secret
        </Button>
      </p>
      {adding && <SecretDialog onClose={() => setAdding(false)} />}
    </Panel>
  )
}

function SecretLine({ name, createdAt }: { name: string; createdAt: string }) {
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => journeysApi.removeSecret(name),
    onSuccess: async () => {
      await queries.invalidateQueries(secretsQuery)
      sayDone(`${name} is gone.`)
    },
    onError: (error) => sayProblem(error),
  })
  return (
    <li>
      <span className="break">
        <code>{name}</code>
        <span className="sub">
          kept <Moment at={createdAt} as="ago" />
        </span>
      </span>
      <Button
        tone="danger"
        aria-label={`Delete ${name}`}
        busy={remove.isPending}
        onClick={() => remove.mutate()}
      >
        Delete
      </Button>
    </li>
  )
}

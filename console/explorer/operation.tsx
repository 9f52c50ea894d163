import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { Code } from '../kit/code.tsx'
import { Notice, ProblemNotice } from '../kit/notice.tsx'
import { Panel } from '../kit/page.tsx'
import { connectionsQuery, overviewQuery } from '../queries.ts'
import { TriedAnswer } from './answer.tsx'
import { isTryable, type Operation } from './document.ts'
import { Method } from './method.tsx'
import { ParameterField } from './parameter-field.tsx'
import { curlFor, missingIn, tryOut, type Values } from './request.ts'

/** One operation: what it is for, what it needs, and how to call it. */
export function OperationPanel({ operation }: { operation: Operation }) {
  const connections = useQuery({
    ...connectionsQuery({}, 100),
    enabled: operation.tag === 'connections',
  }).data
  const [typed, setTyped] = useState<Values>({})
  const values = { ...firstValues(operation, connections?.connections[0]?.id), ...typed }
  const url = useQuery(overviewQuery).data?.url ?? location.origin
  const attempt = useMutation({ mutationFn: () => tryOut(operation, values) })
  const missing = missingIn(operation, values)
  const [asked, setAsked] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAsked(true)
    if (missing.length === 0 && !attempt.isPending) attempt.mutate()
  }
  return (
    <Panel title={operation.summary.replaceAll('`', '') || operation.path}>
      <div className="form">
        <p className="operation-head">
          <Method method={operation.method} /> <code className="break">{operation.path}</code>
        </p>
        <Needs operation={operation} />
        <form className="form" onSubmit={submit} noValidate>
          {operation.parameters.map((parameter) => (
            <ParameterField
              key={parameter.name}
              parameter={parameter}
              value={values[parameter.name] ?? ''}
              error={asked && missing.includes(parameter.name) ? 'It needs this one.' : undefined}
              offers={isConnectionId(operation, parameter.name) ? (connections?.connections ?? []) : []}
              onChange={(value) => setTyped({ ...typed, [parameter.name]: value })}
            />
          ))}
          {isTryable(operation) ? (
            <p>
              <Button type="submit" tone="primary" busy={attempt.isPending}>
                Try it
              </Button>
            </p>
          ) : (
            <p className="sub">{whyNot(operation)}</p>
          )}
        </form>
        <div>
          <h3>In a terminal</h3>
          {operation.scope !== null && (
            <p className="sub">
              <code>KEYHOLD_KEY</code> holds an API key that may <code>{operation.scope}</code>.
            </p>
          )}
          <Code text={curlFor(url, operation, values)} label="curl line" copyLabel="Copy the line" />
        </div>
        {attempt.isError && <ProblemNotice error={attempt.error} />}
        {attempt.data && <TriedAnswer tried={attempt.data} />}
      </div>
    </Panel>
  )
}

const isConnectionId = ({ path }: Operation, name: string) =>
  name === 'id' && path.startsWith('/api/connections/{id}')

/** A connection's id is offered at once: the newest one's. */
const firstValues = (operation: Operation, connectionId: string | undefined): Values =>
  connectionId !== undefined && isConnectionId(operation, 'id') ? { id: connectionId } : {}

function whyNot({ method, answersJson }: Operation): string {
  if (method !== 'GET') return 'It changes something, so it is not tried from here: copy the line below.'
  if (!answersJson) return 'It answers a page or a redirect, for a browser of its own.'
  return 'It wants a secret in its address, so it is not tried from here.'
}

function Needs({ operation: { audit, isOpenToAll, scope } }: { operation: Operation }) {
  return (
    <>
      {audit !== null && (
        <Notice tone="warn">
          <p>
            Each call is recorded in the audit log, as <code>{audit}</code>.
          </p>
        </Notice>
      )}
      <p className="sub">
        {isOpenToAll
          ? 'Open to everyone.'
          : scope === null
            ? "Only the operator's session opens it."
            : `For the operator, and for keys with the scope ${scope}.`}
      </p>
    </>
  )
}

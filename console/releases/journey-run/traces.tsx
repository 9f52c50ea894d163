import { useQuery } from '@tanstack/react-query'
import { Answered } from '../../kit/answered.tsx'
import { Badge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { Panel } from '../../kit/page.tsx'
import { saveFile } from '../../people/save-file.ts'
import { spanText } from '../figures.ts'
import type { Call, Har, Run, Step } from '../journeys/api.ts'
import { harQuery } from '../journeys/queries.ts'
import { placeOf } from './place-of-call.ts'

/** What was called and what was answered, as the server redacted it; the last call of what failed stands open. */
export function Traces({ run, steps }: { run: Run; steps: readonly Step[] }) {
  const har = useQuery(harQuery(run.id))
  const save = () => {
    const file = new Blob([JSON.stringify(har.data)], { type: 'application/json' })
    saveFile(file, `journey-${run.id}.har`)
  }
  return (
    <Panel
      title="Calls"
      aside={
        <Button onClick={save} busy={!har.data}>
          Download as HAR
        </Button>
      }
    >
      <Answered query={har} lines={4}>
        {({ log }) => <Calls log={log} steps={steps} />}
      </Answered>
      <p className="field-hint panel-foot">
        Secrets, cookies and what was extracted are taken out by the server.
      </p>
    </Panel>
  )
}

function Calls({ log: { pages, entries }, steps }: { log: Har['log']; steps: readonly Step[] }) {
  if (entries.length === 0) return <p className="nothing">Nothing was called.</p>
  const titles = new Map(pages.map(({ id, title }) => [id, title]))
  const places = entries.map(({ pageref }) => placeOf(pageref, titles.get(pageref) ?? '', steps))
  const failed = new Set(steps.filter(({ status }) => status === 'failed').map(({ name }) => name))
  const toOpen = places.findLastIndex(({ step }) => failed.has(step))
  const hasRetries = steps.some(({ attempt }) => attempt > 1)
  return (
    <ul className="lines calls">
      {entries.map((entry, index) => {
        const { step, attempt } = places[index]!
        const where = hasRetries && attempt !== null ? `${step}, attempt ${attempt}` : step
        return (
          <li key={index}>
            <OneCall entry={entry} where={where} isOpen={index === toOpen} />
          </li>
        )
      })}
    </ul>
  )
}

function OneCall({ entry, where, isOpen }: { entry: Call; where: string; isOpen: boolean }) {
  const { request, response, time, comment } = entry
  const isGood = response.status >= 200 && response.status < 400
  return (
    <details open={isOpen || undefined}>
      <summary>
        <span className="call-words">
          <code>
            {request.method} {request.url}
          </code>
          <span className="sub">
            {where} · {spanText(time)}
          </span>
        </span>
        <Badge tone={isGood ? 'good' : 'warn'}>
          {response.status > 0 ? String(response.status) : 'No answer'}
        </Badge>
      </summary>
      {comment && <p className="attempt-error">{comment}</p>}
      <Message title="Sent" headers={request.headers} body={request.postData?.text} />
      <Message title="Answered" headers={response.headers} body={response.content.text} />
    </details>
  )
}

function Message({
  title,
  headers,
  body,
}: {
  title: string
  headers: Call['request']['headers']
  body: string | undefined
}) {
  return (
    <div className="call-message">
      <h3>{title}</h3>
      <pre role="group" aria-label={title}>
        <code>
          {headers.map(({ name, value }) => `${name}: ${value}`).join('\n')}
          {body && `\n\n${body}`}
        </code>
      </pre>
    </div>
  )
}

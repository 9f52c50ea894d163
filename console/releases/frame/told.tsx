import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Problem } from '../../api.ts'
import { Answered } from '../../kit/answered.tsx'
import { CodeLine } from '../../kit/code.tsx'
import { Empty } from '../../kit/page.tsx'

/** As `Answered`; of a check that is switched off it says so, and where to switch it on. */
export function Told<Answer>({
  query,
  lines = 4,
  children,
}: {
  query: UseQueryResult<Answer>
  lines?: number
  children: (answer: Answer) => ReactNode
}) {
  if (isOff(query.error)) return <SwitchedOff />
  return (
    <Answered query={query} lines={lines} tall>
      {children}
    </Answered>
  )
}

export const isOff = (error: unknown): boolean => error instanceof Problem && error.code === 'FEATURE_OFF'

function SwitchedOff() {
  return (
    <Empty title="This check is switched off.">
      <p>Nothing is taken or shown until it is switched on again.</p>
      <Link to="/settings" className="button button-plain">
        See the settings
      </Link>
    </Empty>
  )
}

/** Nothing was sent yet: the command that sends the first. */
export function SendFirst({
  title,
  children,
  command,
}: {
  title: string
  children: ReactNode
  command: string
}) {
  return (
    <Empty title={title}>
      {children}
      <div className="release-command">
        <CodeLine text={command} label="Command" copyLabel="Copy command" />
      </div>
      <p className="field-hint">
        A key with the scope <code>releases:write</code> is made under <Link to="/keys">API keys</Link>.
      </p>
    </Empty>
  )
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Answered } from '../kit/answered.tsx'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Moment } from '../kit/moment.tsx'
import { Panel } from '../kit/page.tsx'
import { sayDone, sayProblem } from '../kit/toast.tsx'
import { people, type SessionLine } from '../people/api.ts'
import { ownSessionsQuery } from '../people/queries.ts'
import { inWords, methodsInWords } from '../people/words.ts'

/** Where the person is signed in; what is not known is ended, one or all but this. */
export function SessionsPanel() {
  const sessions = useQuery(ownSessionsQuery)
  return (
    <Panel title="Where you are signed in">
      <Answered query={sessions}>
        {({ sessions }) => (
          <>
            <ul className="lines" aria-label="Sessions">
              {sessions.map((session) => (
                <SessionRow key={session.id} session={session} />
              ))}
            </ul>
            {sessions.length > 1 && <EndOthers />}
          </>
        )}
      </Answered>
    </Panel>
  )
}

function SessionRow({ session }: { session: SessionLine }) {
  const agent = session.agent ?? 'A program'
  return (
    <li>
      <span className="lines-words">
        <strong>{agent}</strong> {session.isCurrent && <Badge tone="good">This browser</Badge>}
        {session.actingOperator !== null && <Badge tone="warn">The operator, looking</Badge>}
        <span className="sub">
          {session.address && <>from {session.address}, </>}
          by {methodsInWords(session.methods)}, since <Moment at={session.createdAt} />, seen{' '}
          <Moment at={session.lastUsedAt} as="ago" />
        </span>
      </span>
      {!session.isCurrent && <EndOne id={session.id} agent={agent} />}
    </li>
  )
}

function useEnd<Answer>(end: () => Promise<Answer>, told: string) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: end,
    onSuccess: () => {
      sayDone(told)
      return queries.invalidateQueries({ queryKey: ownSessionsQuery.queryKey })
    },
    onError: (error) => sayProblem(inWords(error)),
  })
}

function EndOne({ id, agent }: { id: string; agent: string }) {
  const end = useEnd(() => people.endSession(id), `${agent} is signed out.`)
  return (
    <Button tone="danger" busy={end.isPending} aria-label={`Sign out ${agent}`} onClick={() => end.mutate()}>
      Sign out
    </Button>
  )
}

function EndOthers() {
  const end = useEnd(people.endOthers, 'All other browsers are signed out.')
  return (
    <div className="actions">
      <Button busy={end.isPending} onClick={() => end.mutate()}>
        Sign out everywhere else
      </Button>
    </div>
  )
}

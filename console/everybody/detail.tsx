import '../kit/room.css'
import './everybody.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Icon } from '../kit/icons.tsx'
import { Moment } from '../kit/moment.tsx'
import { Notice, ProblemNotice } from '../kit/notice.tsx'
import { Empty, Page, Skeleton } from '../kit/page.tsx'
import { asProblem } from '../problem.ts'
import { Actions } from './actions.tsx'
import type { WholePerson } from './api.ts'
import { FactorReset } from './factor-reset.tsx'
import { Facts } from './facts.tsx'
import { somebodyQuery } from './queries.ts'
import { Sessions } from './sessions.tsx'
import { nameOf } from './words.ts'

/** One person: how the account stands, and what an operator can do for it. */
export function SomebodyPage() {
  const { id } = useParams({ from: '/shell/people/$id' })
  const person = useQuery(somebodyQuery(id))
  return (
    <>
      <p className="people-way-back">
        <Link to="/people" search={{}}>
          <Icon name="back" size={16} />
          All people
        </Link>
      </p>
      <Page title={person.data ? nameOf(person.data) : 'Person'}>
        {person.isPending && <Skeleton lines={5} tall />}
        {person.isError && <Refused error={person.error} onRetry={() => void person.refetch()} />}
        {person.data && !person.isError && <Detail person={person.data} />}
      </Page>
    </>
  )
}

function Refused({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { status } = asProblem(error)
  if (status !== 404 && status !== 400) return <ProblemNotice error={error} onRetry={onRetry} />
  return (
    <Empty title="There is no such person.">
      <p>
        The account may have been erased.{' '}
        <Link to="/people" search={{}}>
          See the others
        </Link>
      </p>
    </Empty>
  )
}

function Detail({ person }: { person: WholePerson }) {
  return (
    <>
      <Standing person={person} />
      <FactorReset person={person} />
      <Actions person={person} />
      <div className="columns">
        <Sessions sessions={person.sessions} />
        <Facts person={person} />
      </div>
    </>
  )
}

/** What is out of the ordinary. */
function Standing({ person: { disabledAt, disabledReason, eraseAt } }: { person: WholePerson }) {
  return (
    <>
      {disabledAt && (
        <Notice tone="warn">
          <p className="notice-title">
            Switched off since <Moment at={disabledAt} />: nobody signs in, and no key of the account works.
          </p>
          {disabledReason && <p className="break">Reason: {disabledReason}</p>}
        </Notice>
      )}
      {eraseAt && (
        <Notice tone="warn">
          <p className="notice-title">
            Erased on <Moment at={eraseAt} />, as the person asked.
          </p>
          <p>Until then the person can take it back by signing in.</p>
        </Notice>
      )}
    </>
  )
}

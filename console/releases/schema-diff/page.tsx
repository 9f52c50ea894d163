import { useQuery } from '@tanstack/react-query'
import { Moment } from '../../kit/moment.tsx'
import { DetailFrame } from '../frame/frame.tsx'
import { pathTo, type Place } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import type { WholeDiff } from '../schema/api.ts'
import { diffQuery } from '../schema/queries.ts'
import { titleOf } from '../schema/words.ts'
import { Told } from '../frame/told.tsx'
import { ComparePage } from './compare.tsx'
import { ReportView } from './report.tsx'

/** What stands behind the tab: a diff that is kept, or the form that compares at once. */
export default function SchemaPlace({ place: { id } }: { place: Place }) {
  return id === '+compare' ? <ComparePage /> : <DiffPage id={id!} />
}

function DiffPage({ id }: { id: string }) {
  const query = useQuery(diffQuery(id))
  const diff = query.data
  return (
    <DetailFrame
      section="schema"
      title={diff ? `Schema of ${titleOf(diff)}` : 'Schema diff'}
      lead={diff && <Lead diff={diff} />}
    >
      <Told query={query} lines={6}>
        {({ report, schemas }) => <ReportView report={report} schemas={schemas} />}
      </Told>
    </DetailFrame>
  )
}

function Lead({ diff: { repository, prNumber, branch, createdAt } }: { diff: WholeDiff }) {
  return (
    <>
      {repository}
      {branch && (
        <>
          {' · '}
          <code>{branch}</code>
        </>
      )}
      {prNumber !== null && (
        <>
          {' · '}
          <RoomLink to={pathTo('pull-requests', prNumber)} search={{ repository }}>
            pull request {prNumber}
          </RoomLink>
        </>
      )}
      {' · '}
      <Moment at={createdAt} as="ago" />
    </>
  )
}

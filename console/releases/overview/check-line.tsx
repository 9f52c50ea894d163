import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { asProblem } from '../../api.ts'
import { pathTo, type Section } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import { isOff } from '../frame/told.tsx'

type Props<Answer> = {
  section: Section
  title: string
  repository: string
  query: UseQueryResult<Answer>
  children: (answer: Answer) => ReactNode
}

/** How one check stands, in a line that leads to it. */
export function CheckLine<Answer>({ section, title, repository, query, children }: Props<Answer>) {
  return (
    <div className="check-line">
      <h3>
        <RoomLink to={pathTo(section)} search={{ repository }} className="row-link">
          {title}
        </RoomLink>
      </h3>
      <div className="check-state">
        {query.isPending && <span className="nothing">…</span>}
        {query.isError && (
          <span className="nothing">
            {isOff(query.error) ? 'Switched off' : asProblem(query.error).title}
          </span>
        )}
        {query.data !== undefined && children(query.data)}
      </div>
    </div>
  )
}

import { Link } from '@tanstack/react-router'
import { Badge } from '../kit/badge.tsx'
import { Moment } from '../kit/moment.tsx'
import { useNow } from '../kit/now.ts'
import type { PersonLine } from './api.ts'
import { badgesOf, nameOf } from './words.ts'

/** People, newest first; a press anywhere in the row opens one. */
export function PeopleTable({ people }: { people: readonly PersonLine[] }) {
  return (
    <div className="panel panel-flush">
      <table className="table table-rows people-table">
        <caption className="visually-hidden">People, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col" className="from-medium">
              Mail address
            </th>
            <th scope="col">State</th>
            <th scope="col" className="from-wide">
              Signed up
            </th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <PersonRow key={person.id} person={person} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function PersonRow({ person }: { person: PersonLine }) {
  const { id, email, createdAt, disabledAt } = person
  return (
    <tr className={disabledAt === null ? undefined : 'row-ended'}>
      <th scope="row">
        <Link to="/people/$id" params={{ id }} className="row-link">
          {nameOf(person)}
        </Link>
        <span className="sub until-medium break">{email}</span>
      </th>
      <td className="from-medium break">{email ?? <span className="nothing">none</span>}</td>
      <td>
        <StateBadges person={person} />
      </td>
      <td className="from-wide">
        <Moment at={createdAt} as="day" />
      </td>
    </tr>
  )
}

/** How an account stands, in a badge for each thing there is to say. */
export function StateBadges({ person }: { person: PersonLine }) {
  const now = useNow()
  return (
    <span className="badges">
      {badgesOf(person, now).map(({ tone, label }) => (
        <Badge key={label} tone={tone}>
          {label}
        </Badge>
      ))}
    </span>
  )
}

import '../kit/room.css'
import './everybody.css'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { Empty, Fading, Page } from '../kit/page.tsx'
import { Pager } from '../kit/pager.tsx'
import type { PeoplePage } from './api.ts'
import { EndEverybodysDialog } from './dialogs.tsx'
import { Find } from './find.tsx'
import { everybodyQuery } from './queries.ts'
import { PeopleTable } from './table.tsx'

/** The operator's room of all people: who signed up here, and how each account stands. */
export function EverybodyPage() {
  const { name, cursor } = useSearch({ from: '/shell/people' })
  const page = useQuery(everybodyQuery(name, cursor))
  const [ending, setEnding] = useState(false)
  return (
    <Page
      title="People"
      lead="Who signed up here. Nobody sees or sets a password of somebody else; what you look at and do is noted in the audit log."
      actions={<Button onClick={() => setEnding(true)}>End everybody’s sessions…</Button>}
    >
      <Find key={name} name={name ?? ''} />
      <Answered query={page} lines={6} tall>
        {(answer) => (
          <Fading busy={page.isPlaceholderData}>
            <List page={answer} name={name} cursor={cursor} />
          </Fading>
        )}
      </Answered>
      <p className="field-hint">
        On the command line: <code>npx keyhold people list</code>.
      </p>
      {ending && <EndEverybodysDialog onClose={() => setEnding(false)} />}
    </Page>
  )
}

type ListProps = { page: PeoplePage; name: string | undefined; cursor: string | undefined }

function List({ page: { people, nextCursor }, name, cursor }: ListProps) {
  if (people.length === 0) return name === undefined && cursor === undefined ? <NobodyYet /> : <NobodyFound />
  return (
    <>
      <PeopleTable people={people} />
      <Pager
        to="/people"
        search={name === undefined ? {} : { name }}
        cursor={cursor}
        nextCursor={nextCursor}
      />
    </>
  )
}

const NobodyYet = () => (
  <Empty title="Nobody has signed up yet.">
    <p>
      People sign up at <a href="/sign-up">/sign-up</a>, or by <code>POST /auth/register</code> of your app.
    </p>
  </Empty>
)

const NobodyFound = () => (
  <Empty title="No user name begins like that.">
    <p>No issuer knows anybody here by it, either.</p>
    <p>
      <Link to="/people" search={{}}>
        Show everybody
      </Link>
    </p>
  </Empty>
)

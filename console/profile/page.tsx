import '../kit/room.css'
import '../security/security.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { Fact } from '../kit/fact.tsx'
import { TextField } from '../kit/field.tsx'
import { Page, Panel } from '../kit/page.tsx'
import { sayDone } from '../kit/toast.tsx'
import { people, type Profile } from '../people/api.ts'
import { PersonProblem } from '../people/problem.tsx'
import { profileQuery } from '../people/queries.ts'
import { errorAt } from '../people/words.ts'
import { usePerson } from '../standing.ts'

/** The room of how a person shows itself. */
export function ProfilePage() {
  const profile = useQuery(profileQuery)
  return (
    <Page title="Profile" lead="How you show yourself to others.">
      <div className="security">
        <Account />
        <Panel title="Public profile">
          <Answered query={profile}>{(answer) => <ProfileForm profile={answer} />}</Answered>
        </Panel>
      </div>
    </Page>
  )
}

function Account() {
  const user = usePerson()?.user
  return (
    <Panel title="Account">
      <dl className="facts">
        <Fact name="User name">{user?.username ?? 'None'}</Fact>
        <Fact name="Address">{user?.email ?? 'None'}</Fact>
      </dl>
    </Panel>
  )
}

/** A new one when there is none yet. */
function ProfileForm({ profile }: { profile: Profile | null }) {
  const [vanityUrl, setVanityUrl] = useState(profile?.vanityUrl ?? '')
  const [headline, setHeadline] = useState(profile?.headline ?? '')
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: profile ? people.changeProfile : people.makeProfile,
    onSuccess: (answer) => {
      queries.setQueryData(profileQuery.queryKey, answer.profile)
      sayDone('Your profile is saved.')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!save.isPending) save.mutate({ vanityUrl, headline: headline.trim() || null })
  }
  return (
    <form className="form" onSubmit={submit}>
      <TextField
        label="Name in addresses"
        hint="Letters, digits, - and _; nobody else has it."
        required
        maxLength={64}
        pattern="[a-zA-Z0-9_\-]+"
        value={vanityUrl}
        error={errorAt('vanityUrl', save.error)}
        onChange={(event) => setVanityUrl(event.target.value)}
      />
      <TextField
        label="Headline (optional)"
        hint="A sentence about you."
        maxLength={500}
        value={headline}
        onChange={(event) => setHeadline(event.target.value)}
      />
      <PersonProblem error={save.error} />
      <div>
        <Button type="submit" tone="primary" busy={save.isPending}>
          {profile ? 'Save' : 'Make the profile'}
        </Button>
      </div>
    </form>
  )
}

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api, type Provider } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { CheckGroup, SelectField, TextField } from '../kit/field.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { Empty, Skeleton } from '../kit/page.tsx'
import { RoomProblem } from '../people/problem.tsx'
import { providersQuery } from '../queries.ts'
import { useStanding } from '../standing.ts'
import { LinkReady } from './link-ready.tsx'
import { returnAddress } from './return-address.ts'

/** What a person is called among the users of its own account: there is no other. */
const ownUserId = 'me'

/** Makes a connect link for a user: to be opened here, or sent to the person whose account it is. */
export function ConnectDialog({ onClose }: { onClose: () => void }) {
  const providers = useQuery(providersQuery)
  const [step, setStep] = useState('ask')
  const ready = providers.data?.providers.filter((provider) => provider.configured) ?? []
  return (
    <Dialog title="Connect an account" onClose={onClose} step={`${step} ${providers.status}`}>
      {providers.isPending && <Skeleton lines={3} />}
      {providers.isError && (
        <ProblemNotice
          error={providers.error}
          onRetry={() => void providers.refetch()}
          retrying={providers.isFetching}
        />
      )}
      {providers.data && ready.length === 0 && <NoProvider />}
      {ready.length > 0 && <ConnectForm providers={ready} onClose={onClose} onLink={() => setStep('link')} />}
    </Dialog>
  )
}

function NoProvider() {
  const isOwn = useStanding()?.kind === 'person'
  return (
    <Empty title="No provider is set up yet.">
      <p>
        {isOwn
          ? 'Whoever runs this deployment can set one up.'
          : 'The overview lists the providers, and what each of them needs.'}
      </p>
    </Empty>
  )
}

function ConnectForm({
  providers,
  onClose,
  onLink,
}: {
  providers: Provider[]
  onClose: () => void
  onLink: () => void
}) {
  const [provider, setProvider] = useState(providers[0]!)
  const [scopes, setScopes] = useState(provider.defaultScopes)
  const isOwn = useStanding()?.kind === 'person'
  const [userId, setUserId] = useState(isOwn ? ownUserId : '')
  const link = useMutation({ mutationFn: api.connectLink, onSuccess: onLink })
  const choose = (id: string) => {
    const chosen = providers.find((each) => each.id === id) ?? provider
    setProvider(chosen)
    setScopes(chosen.defaultScopes)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!link.isPending)
      link.mutate({ userId: userId.trim(), provider: provider.id, scopes, returnTo: returnAddress() })
  }
  if (link.data)
    return <LinkReady link={link.data} provider={provider.title} userId={userId.trim()} onClose={onClose} />
  return (
    <form onSubmit={submit} className="form">
      <SelectField
        label="Provider"
        value={provider.id}
        onChange={(event) => choose(event.target.value)}
        data-autofocus
      >
        {providers.map((each) => (
          <option key={each.id} value={each.id}>
            {each.title}
          </option>
        ))}
      </SelectField>
      {!isOwn && (
        <TextField
          label="User id"
          hint="What your app calls this user. Tokens are asked for by it later."
          required
          maxLength={200}
          value={userId}
          onChange={(event) => setUserId(event.target.value)}
        />
      )}
      {provider.scopes.length > 0 && (
        <CheckGroup
          legend="Ask for"
          choices={provider.scopes.map(({ id, title }) => ({ id, title, detail: id }))}
          value={scopes}
          onChange={setScopes}
        />
      )}
      <RoomProblem error={link.error} />
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" tone="primary" busy={link.isPending}>
          Make the link
        </Button>
      </DialogActions>
    </form>
  )
}

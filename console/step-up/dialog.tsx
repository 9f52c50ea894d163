import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { people, type Factors, type Proof } from '../people/api.ts'
import { CodeField } from '../people/code-field.tsx'
import { useIsFromOutside } from '../people/outside.tsx'
import { knowsPasskeys, signWithPasskey } from '../people/passkey.ts'
import { PasswordField } from '../people/password-field.tsx'
import { PersonProblem } from '../people/problem.tsx'
import { factorsQuery } from '../people/queries.ts'
import { providerAddress } from '../sign-in/other-ways.tsx'
import { standingQuery } from '../standing.ts'

type Props = { onAnswer: (isProved: boolean) => void }

/** Asks a person to prove anew who it is, by as much as a sign-in takes. What was asked for is done afterwards. */
export function StepUpDialog({ onAnswer }: Props) {
  const factors = useQuery({ ...factorsQuery, staleTime: 0 })
  const isFromOutside = useIsFromOutside()
  return (
    <Dialog title="Is it still you?" onClose={() => onAnswer(false)} step={factors.status}>
      <p className="card-lead">This shows or changes a secret, so prove once more who you are.</p>
      {isFromOutside ? (
        <AtProvider onAnswer={onAnswer} />
      ) : (
        <Answered query={factors}>{(answer) => <ProofForm factors={answer} onAnswer={onAnswer} />}</Answered>
      )}
    </Dialog>
  )
}

function AtProvider({ onAnswer }: Props) {
  return (
    <>
      <p>You come back to this page. What was typed is lost; do it once more then.</p>
      <DialogActions>
        <Button onClick={() => onAnswer(false)}>Cancel</Button>
        <a
          className="button button-primary"
          href={providerAddress(location.pathname + location.search)}
          data-autofocus
        >
          Go to your organisation
        </a>
      </DialogActions>
    </>
  )
}

function ProofForm({ factors, onAnswer }: Props & { factors: Factors }) {
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const queries = useQueryClient()
  const prove = useMutation({
    mutationFn: people.stepUp,
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: standingQuery.queryKey })
      onAnswer(true)
    },
    gcTime: 0,
  })
  const wantsCode = factors.authenticator !== null
  const hasPasskey = factors.passkeys.length > 0 && knowsPasskeys()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (prove.isPending) return
    const proof: Proof = { password, ...(code === '' ? {} : { code: code.trim() }) }
    prove.mutate(proof)
  }
  return (
    <form className="form" onSubmit={submit}>
      <PasswordField
        label="Password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        data-autofocus
      />
      {(wantsCode || factors.passkeys.length > 0) && (
        <CodeField value={code} onChange={setCode} takes={wantsCode ? 'both' : 'recovery'} />
      )}
      <PersonProblem error={prove.error} />
      {hasPasskey && <ByPasskey onProved={() => onAnswer(true)} />}
      <DialogActions>
        <Button onClick={() => onAnswer(false)}>Cancel</Button>
        <Button type="submit" tone="primary" busy={prove.isPending}>
          Go on
        </Button>
      </DialogActions>
    </form>
  )
}

/** In the place of everything else. */
function ByPasskey({ onProved }: { onProved: () => void }) {
  const prove = useMutation({
    mutationFn: async () => people.stepUp({ passkey: await signWithPasskey(await people.stepUpOptions()) }),
    onSuccess: onProved,
    gcTime: 0,
  })
  return (
    <>
      <div>
        <Button icon="keys" busy={prove.isPending} onClick={() => prove.mutate()}>
          Use a passkey instead
        </Button>
      </div>
      <PersonProblem error={prove.error} />
    </>
  )
}

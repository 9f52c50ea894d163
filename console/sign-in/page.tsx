import './sign-in.css'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useState, type FormEvent } from 'react'
import { api, asProblem } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Code } from '../kit/code.tsx'
import { TextField } from '../kit/field.tsx'
import { Mark } from '../kit/icons.tsx'
import { Notice, ProblemNotice } from '../kit/notice.tsx'
import { safeNext } from '../shell/address.ts'
import { dropToken, holdToken, tokenIn, usePendingToken } from './link-token.ts'

/** The operator's way in: a link that works once. Nothing is spent before the button is pressed. */
export function SignInPage() {
  const { next, ended } = useSearch({ from: '/sign-in' })
  const token = usePendingToken()
  const router = useRouter()
  const queries = useQueryClient()
  const signIn = useMutation({
    mutationFn: api.signIn,
    onSuccess: () => {
      queries.clear()
      dropToken()
      router.history.push(safeNext(next))
    },
    onError: (error) => {
      // An answered refusal means that the token is of no more use; without an answer it may still be.
      if (asProblem(error).status !== 0) dropToken()
    },
  })

  useEffect(() => {
    document.title = 'Sign in · Keyhold'
  }, [])

  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Mark size={44} />
        <h1>{token ? 'Welcome to Keyhold' : 'Sign in to Keyhold'}</h1>
        {ended && !token && !signIn.isError && (
          <p className="sign-in-lead">
            Your session has ended. A new link brings you back to where you were.
          </p>
        )}
        {signIn.isError && <SignInProblem error={signIn.error} />}
        {token ? (
          <UseLink busy={signIn.isPending || signIn.isSuccess} onUse={() => signIn.mutate(token)} />
        ) : (
          <AskForLink onToken={holdToken} />
        )}
      </div>
    </main>
  )
}

function UseLink({ busy, onUse }: { busy: boolean; onUse: () => void }) {
  return (
    <>
      <p className="sign-in-lead">
        This link works once, and only for you, the operator. The session ends after an hour without use, and
        after 24 hours in any case.
      </p>
      <Button tone="primary" busy={busy} onClick={onUse} autoFocus>
        Sign in as operator
      </Button>
    </>
  )
}

const command = 'npm run keyhold operator link'

function AskForLink({ onToken }: { onToken: (token: string) => void }) {
  const [pasted, setPasted] = useState('')
  const [error, setError] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const token = tokenIn(pasted)
    if (token) onToken(token)
    else setError('That is no sign-in link. It looks like http://…/sign-in#…')
  }
  return (
    <>
      <p className="sign-in-lead">
        There is no password to guess. On the machine that runs Keyhold, ask for a link and open it:
      </p>
      <Code text={command} label="Command that makes a sign-in link" copyLabel="Copy command" />
      <form className="sign-in-paste" onSubmit={submit}>
        <TextField
          label="Or paste the link here"
          value={pasted}
          error={error}
          onChange={(event) => setPasted(event.target.value)}
          placeholder="http://localhost:3000/sign-in#…"
        />
        <Button type="submit">Continue</Button>
      </form>
    </>
  )
}

function SignInProblem({ error }: { error: unknown }) {
  const problem = asProblem(error)
  if (problem.code !== 'LINK_USED_OR_EXPIRED') return <ProblemNotice error={problem} />
  return (
    <div role="alert">
      <Notice tone="warn">
        <p className="notice-title">This link was used before, or is older than 30 minutes.</p>
        <p>Make a new one with the command below, and open it.</p>
      </Notice>
    </div>
  )
}

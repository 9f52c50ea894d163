import { useState, type FormEvent } from 'react'
import { asProblem } from '../api.ts'
import { Button } from '../kit/button.tsx'
import { Code } from '../kit/code.tsx'
import { TextField } from '../kit/field.tsx'
import { Notice, ProblemNotice } from '../kit/notice.tsx'
import { holdToken, tokenIn } from './link-token.ts'

const command = 'npm run keyhold operator link'

/** How the operator, who has no password here, comes by a link. */
export function AskForLink({ isOpen }: { isOpen: boolean }) {
  const [pasted, setPasted] = useState('')
  const [error, setError] = useState<string>()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const token = tokenIn(pasted)
    if (token) holdToken('/sign-in', token)
    else setError('That is no sign-in link. It looks like http://…/sign-in#…')
  }
  return (
    <details className="card-more" open={isOpen}>
      <summary>You run this deployment? Sign in with a link</summary>
      <div className="form">
        <p className="card-lead">
          There is no password to guess. On the machine that runs Keyhold, ask for a link and open it:
        </p>
        <Code text={command} label="Command that makes a sign-in link" copyLabel="Copy command" />
        <form className="form" onSubmit={submit}>
          <TextField
            label="Or paste the link here"
            value={pasted}
            error={error}
            onChange={(event) => setPasted(event.target.value)}
            placeholder="http://localhost:3000/sign-in#…"
          />
          <div>
            <Button type="submit">Continue</Button>
          </div>
        </form>
      </div>
    </details>
  )
}

export function LinkProblem({ error }: { error: unknown }) {
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

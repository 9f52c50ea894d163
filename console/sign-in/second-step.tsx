import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { people } from '../people/api.ts'
import { Card, CardFoot } from '../people/card.tsx'
import { CodeField } from '../people/code-field.tsx'
import { knowsPasskeys, signWithPasskey } from '../people/passkey.ts'
import { PersonProblem } from '../people/problem.tsx'

/** The password was right; now the code of the app, a recovery code, or a passkey. */
export function SecondStep({ onEntered, onBack }: { onEntered: () => void; onBack: () => void }) {
  return (
    <Card title="And the second step">
      <p className="card-lead">One is enough: a code of your app, a recovery code, or a passkey.</p>
      <ByCode onEntered={onEntered} />
      {knowsPasskeys() && (
        <div className="card-ways">
          <ByPasskey onEntered={onEntered} />
        </div>
      )}
      <CardFoot>
        <div>
          <Button tone="quiet" icon="back" onClick={onBack}>
            Begin again
          </Button>
        </div>
      </CardFoot>
    </Card>
  )
}

function ByCode({ onEntered }: { onEntered: () => void }) {
  const [code, setCode] = useState('')
  const step = useMutation({ mutationFn: people.secondStep, onSuccess: onEntered, gcTime: 0 })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!step.isPending) step.mutate(code.trim())
  }
  return (
    <form className="form" onSubmit={submit}>
      <CodeField value={code} onChange={setCode} autoFocus />
      <PersonProblem error={step.error} />
      <Button type="submit" tone="primary" busy={step.isPending || step.isSuccess}>
        Sign in
      </Button>
    </form>
  )
}

function ByPasskey({ onEntered }: { onEntered: () => void }) {
  const step = useMutation({
    mutationFn: async () =>
      people.secondStepByPasskey(await signWithPasskey(await people.secondStepOptions())),
    onSuccess: onEntered,
    gcTime: 0,
  })
  return (
    <>
      <Button icon="keys" busy={step.isPending} onClick={() => step.mutate()}>
        Use a passkey instead
      </Button>
      <PersonProblem error={step.error} />
    </>
  )
}

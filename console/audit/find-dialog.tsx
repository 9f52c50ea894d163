import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { CodeLine } from '../kit/code.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { TextField } from '../kit/field.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { Segmented } from '../kit/segmented.tsx'
import { auditApi } from './api.ts'
import type { Names } from './names.ts'
import { Reads } from './reads.tsx'
import { hashIn, mayHash, sha256Of, tokenIn } from './token-hash.ts'

const choices = [
  { value: 'token', label: 'The token' },
  { value: 'hash', label: 'Its SHA-256' },
] as const

type Kind = (typeof choices)[number]['value']

/** Which is pasted is chosen, never guessed: a token may look like a hash, and must not be sent for one. */
export function FindDialog({ names, onClose }: { names: Names; onClose: () => void }) {
  const [kind, setKind] = useState<Kind>(mayHash() ? 'token' : 'hash')
  const [text, setText] = useState('')
  const [error, setError] = useState<string | undefined>()
  const find = useMutation({
    mutationFn: async (tokenHash: string) => ({ tokenHash, ...(await auditApi.reads(tokenHash)) }),
  })
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (find.isPending) return
    const trouble = troubleOf(kind, text)
    setError(trouble)
    if (trouble !== undefined) return
    const hash = kind === 'hash' ? hashIn(text)! : await sha256Of(tokenIn(text))
    setText('')
    find.mutate(hash)
  }
  const choose = (chosen: Kind) => {
    setKind(chosen)
    setError(undefined)
  }
  return (
    <Dialog title="Who read this token?" onClose={onClose}>
      <form className="form audit-find" onSubmit={(event) => void submit(event)}>
        <p>
          For a token that was found where it does not belong. It is hashed in this browser and never sent;
          the log notes that you asked.
        </p>
        {mayHash() && <Segmented legend="What you have" choices={choices} value={kind} onChange={choose} />}
        <TextField
          label={kind === 'token' ? 'Token' : 'SHA-256 of the token'}
          hint={kind === 'hash' && <HashHint />}
          error={error}
          value={text}
          data-autofocus
          onChange={(event) => setText(event.target.value)}
        />
        <div aria-live="polite" className="form">
          {find.isError && (
            <ProblemNotice
              error={find.error}
              onRetry={() => find.mutate(find.variables)}
              retrying={find.isPending}
            />
          )}
          {find.data && !find.isPending && (
            <>
              <CodeLine text={find.data.tokenHash} label="SHA-256 asked for" copyLabel="Copy SHA-256" />
              <Reads reads={find.data.reads} names={names} onLeave={onClose} />
            </>
          )}
        </div>
        <DialogActions>
          <Button onClick={onClose}>Done</Button>
          <Button tone="primary" type="submit" icon="search" busy={find.isPending}>
            Find
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function troubleOf(kind: Kind, text: string): string | undefined {
  if (kind === 'hash') return hashIn(text) === null ? 'A SHA-256 has 64 hex digits.' : undefined
  return tokenIn(text) === '' ? 'Paste the token.' : undefined
}

function HashHint() {
  return (
    <>
      <code>printf %s "$TOKEN" | sha256sum</code> makes it.
      {!mayHash() && ' This browser hashes only pages that came by https or from localhost.'}
    </>
  )
}

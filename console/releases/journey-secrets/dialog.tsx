import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../../kit/button.tsx'
import { Dialog, DialogActions } from '../../kit/dialog.tsx'
import { TextField } from '../../kit/field.tsx'
import { ProblemNotice } from '../../kit/notice.tsx'
import { sayDone } from '../../kit/toast.tsx'
import { journeysApi } from '../journeys/api.ts'
import { secretsQuery } from '../journeys/queries.ts'

const goodName = /^[a-z0-9][a-z0-9._-]{0,63}$/
const shortest = 6

/** Seals a value under a name; one of that name is put in its place. */
export function SecretDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const [tried, setTried] = useState(false)
  const keep = useMutation({
    mutationFn: () => journeysApi.keepSecret(name, value),
    // The value would stay in memory as what was asked.
    gcTime: 0,
    onSuccess: async () => {
      await queries.invalidateQueries(secretsQuery)
      sayDone(`${name} is sealed.`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (goodName.test(name) && value.length >= shortest && !keep.isPending) keep.mutate()
  }
  return (
    <Dialog title="Keep a secret" onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        <TextField
          label="Name"
          placeholder="shop-password"
          value={name}
          error={tried && !goodName.test(name) ? 'A name such as shop-password: a-z, 0-9, . _ -' : undefined}
          onChange={(event) => setName(event.target.value.trim())}
          data-autofocus
        />
        <TextField
          label="Value"
          type="password"
          autoComplete="new-password"
          maxLength={8192}
          value={value}
          error={tried && value.length < shortest ? `At least ${shortest} characters.` : undefined}
          hint={
            <>
              A document names it: <code>secrets: {'{ password: shop-password }'}</code>, then{' '}
              <code>{'{{secrets.password}}'}</code>. In traces it is taken out.
            </>
          }
          onChange={(event) => setValue(event.target.value)}
        />
        {keep.isError && <ProblemNotice error={keep.error} />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={keep.isPending}>
            Seal it
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

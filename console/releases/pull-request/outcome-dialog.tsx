import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../../kit/button.tsx'
import { Dialog, DialogActions } from '../../kit/dialog.tsx'
import { SelectField, TextField } from '../../kit/field.tsx'
import { ProblemNotice } from '../../kit/notice.tsx'
import { sayDone } from '../../kit/toast.tsx'
import { pullsApi, type Outcome, type Pull } from '../pull-requests/api.ts'

const kinds: Record<Outcome['kind'], string> = {
  reverted: 'It was taken back',
  fixed: 'It was mended by another',
  rolled_back: 'Its deploy was rolled back',
  clean: 'It brought no defect in',
}

/** Says what came of a merged pull request: by that the figures are held to account. */
export function OutcomeDialog({ pull, onClose }: { pull: Pull; onClose: () => void }) {
  const queries = useQueryClient()
  const [kind, setKind] = useState<Outcome['kind']>('reverted')
  const [by, setBy] = useState('')
  const tell = useMutation({
    mutationFn: () =>
      pullsApi.tellOutcome(pull.repository, pull.prNumber, {
        kind,
        ...(by !== '' && { byNumber: Number(by) }),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['releases'] })
      sayDone('Noted what came of it.')
      onClose()
    },
  })
  const isWrong = by !== '' && !/^[1-9]\d{0,8}$/.test(by)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isWrong && !tell.isPending) tell.mutate()
  }
  return (
    <Dialog title={`What came of #${pull.prNumber}?`} onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        <SelectField
          label="What came of it"
          value={kind}
          onChange={(event) => setKind(event.target.value as Outcome['kind'])}
          data-autofocus
        >
          {Object.entries(kinds).map(([value, title]) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </SelectField>
        {kind !== 'clean' && (
          <TextField
            label="By pull request"
            hint="Its number, if one did it."
            inputMode="numeric"
            value={by}
            error={isWrong ? 'A number such as 12.' : undefined}
            onChange={(event) => setBy(event.target.value.trim().replace(/^#/, ''))}
          />
        )}
        {tell.isError && <ProblemNotice error={tell.error} />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={tell.isPending}>
            Note it
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

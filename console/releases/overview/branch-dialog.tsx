import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../../kit/button.tsx'
import { Dialog, DialogActions } from '../../kit/dialog.tsx'
import { TextField } from '../../kit/field.tsx'
import { ProblemNotice } from '../../kit/notice.tsx'
import { sayDone } from '../../kit/toast.tsx'
import { releasesApi, type Repository } from '../api.ts'

/** Names the branch on which broken tests are looked for. */
export function BranchDialog({ repository, onClose }: { repository: Repository; onClose: () => void }) {
  const queries = useQueryClient()
  const [branch, setBranch] = useState(repository.defaultBranch ?? '')
  const change = useMutation({
    mutationFn: () => releasesApi.setDefaultBranch(repository.name, branch.trim() || null),
    onSuccess: async ({ warnings }) => {
      await queries.invalidateQueries({ queryKey: ['releases'] })
      const named = branch.trim() || 'main or master, else the busiest one'
      const words = warnings.map((warning) => ` ${warning.words}`).join('')
      sayDone(`The default branch of ${repository.name} is ${named}.${words}`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!change.isPending) change.mutate()
  }
  return (
    <Dialog title="Default branch" onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        <TextField
          label={`Default branch of ${repository.name}`}
          placeholder="main or master, else the busiest one"
          hint="There a test that fails at every run is called broken. Leave it empty for main or master, or where neither is run the branch of most commits."
          maxLength={250}
          value={branch}
          onChange={(event) => setBranch(event.target.value)}
          data-autofocus
        />
        {change.isError && <ProblemNotice error={change.error} />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={change.isPending}>
            Keep it so
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

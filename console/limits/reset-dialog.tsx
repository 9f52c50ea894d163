import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { sayDone } from '../kit/toast.tsx'
import { limitsApi } from './api.ts'

/** Closes a breaker by hand. */
export function ResetDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const queries = useQueryClient()
  const reset = useMutation({
    mutationFn: () => limitsApi.resetBreaker(name),
    onSuccess: () => {
      sayDone(`The breaker ${name} is closed.`)
      onClose()
    },
    onSettled: () =>
      Promise.all(
        ['limits', 'overview'].map((started) => queries.invalidateQueries({ queryKey: [started] })),
      ),
  })
  return (
    <Dialog title={`Reset the breaker ${name}?`} onClose={onClose}>
      <div className="form">
        <p>
          Calls go out again at once, and whoever makes them waits for the provider. If it still does not
          answer, the breaker opens again by itself. The audit log notes that you did it.
        </p>
        {reset.isError && <ProblemNotice error={reset.error} />}
        <DialogActions>
          <Button data-autofocus onClick={onClose}>
            Leave it
          </Button>
          <Button tone="primary" busy={reset.isPending} onClick={() => reset.mutate()}>
            Reset
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  )
}

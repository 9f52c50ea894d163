import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Answered } from '../kit/answered.tsx'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { sayDone } from '../kit/toast.tsx'
import { rootKeyApi, type RotationPlan } from './api.ts'
import { rootKeysQuery, rotationPlanQuery } from './queries.ts'
import { recordsInWords } from './words.ts'

/** Shows what a rotation would do before it is done. */
export function RotateDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const plan = useQuery(rotationPlanQuery)
  const rotate = useMutation({
    mutationFn: rootKeyApi.rotate,
    onSuccess: ({ toKey }) => {
      sayDone(`Key ${toKey} seals from now on.`)
      onClose()
    },
    onSettled: () => queries.invalidateQueries(rootKeysQuery),
  })
  return (
    <Dialog title="Rotate the root key?" onClose={onClose}>
      <div className="form">
        <Answered query={plan} lines={3}>
          {(planned) => <Steps plan={planned} />}
        </Answered>
        {rotate.isError && <ProblemNotice error={rotate.error} />}
      </div>
      <DialogActions>
        <Button data-autofocus onClick={onClose}>
          Not now
        </Button>
        {plan.data && (
          <Button tone="primary" icon="refresh" busy={rotate.isPending} onClick={() => rotate.mutate()}>
            Rotate now
          </Button>
        )}
      </DialogActions>
    </Dialog>
  )
}

function Steps({ plan: { fromKey, toKey, rows } }: { plan: RotationPlan }) {
  return (
    <ol className="plain-steps">
      <li>Key {toKey} is made, and seals whatever is stored from now on.</li>
      <li>
        {rows === 0
          ? 'Nothing is stored yet that would have to be sealed anew.'
          : `${recordsInWords(rows)} ${rows === 1 ? 'is' : 'are'} sealed anew under it, while everything goes on.`}
      </li>
      <li>
        Key {fromKey} then is retired, and may be destroyed a day later. Backups from before it need it still.
      </li>
    </ol>
  )
}

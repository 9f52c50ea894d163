import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { Notice, ProblemNotice } from '../kit/notice.tsx'
import { sayDone } from '../kit/toast.tsx'
import { featuresApi, type Flag } from './api.ts'
import { featuresQuery } from './queries.ts'
import { aboutFlags } from './words.ts'

export type Switching = {
  flag: Flag
  /** Null: as by default. */
  to: boolean | null
}

/** Tells what becomes of it before a feature is switched. */
export function SwitchDialog({ flag: { name, title }, to, onClose }: Switching & { onClose: () => void }) {
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: () => featuresApi.change(name, to),
    onSuccess: (answer) => {
      queries.setQueryData(featuresQuery.queryKey, answer)
      const isOn = answer.flags.some((flag) => flag.name === name && flag.on)
      onClose()
      sayDone(`${title} is ${isOn ? 'on' : 'off'}.`)
    },
  })
  const { on, off } = aboutFlags[name]
  return (
    <Dialog title={titleOf(title, to)} onClose={onClose}>
      <div className="form">
        {to !== false && (
          <p>
            {to === null && 'If it is on by default: '}
            {on}
          </p>
        )}
        {to !== true && (
          <Notice tone="warn">
            <p>
              {to === null && 'If it is off by default: '}
              {off}
            </p>
          </Notice>
        )}
        {change.isError && <ProblemNotice error={change.error} />}
        <DialogActions>
          <Button data-autofocus onClick={onClose}>
            Leave it
          </Button>
          <Button
            tone={to === false ? 'danger' : 'primary'}
            busy={change.isPending}
            onClick={() => change.mutate()}
          >
            {to === null ? 'As by default' : `Switch ${to ? 'on' : 'off'}`}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  )
}

const titleOf = (title: string, to: boolean | null): string =>
  to === null ? `${title} as by default?` : `Switch ${title} ${to ? 'on' : 'off'}?`

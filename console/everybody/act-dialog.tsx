import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { sayDone } from '../kit/toast.tsx'
import { everybodyKey } from './queries.ts'

type Props<Answer> = {
  title: string
  /** What happens then. */
  children: ReactNode
  /** On the button that acts. */
  verb: string
  /** On the one that does not. */
  instead?: string
  tone?: 'primary' | 'danger'
  act: () => Promise<Answer>
  /** Said when it is done: a title, and what else is to know. */
  done: (answer: Answer) => readonly [title: string, detail?: string]
  /** Whether the form is not filled in yet. */
  mayNot?: () => boolean
  onClose: () => void
}

/** Asks before something is done to somebody; what was refused is told inside. */
export function ActDialog<Answer>(props: Props<Answer>) {
  const { title, children, verb, instead = 'Leave it', tone = 'primary', act, done, mayNot, onClose } = props
  const queries = useQueryClient()
  const doing = useMutation({
    mutationFn: act,
    onSuccess: (answer) => {
      onClose()
      sayDone(...done(answer))
    },
    onSettled: () => queries.invalidateQueries({ queryKey: everybodyKey }),
  })
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        className="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (!mayNot?.() && !doing.isPending) doing.mutate()
        }}
      >
        {children}
        {doing.isError && <ProblemNotice error={doing.error} />}
        <DialogActions>
          <Button {...(mayNot ? {} : { 'data-autofocus': true })} onClick={onClose}>
            {instead}
          </Button>
          <Button type="submit" tone={tone} busy={doing.isPending}>
            {verb}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

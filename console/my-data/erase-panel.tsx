import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { Moment } from '../kit/moment.tsx'
import { Panel } from '../kit/page.tsx'
import { sayDone } from '../kit/toast.tsx'
import { people } from '../people/api.ts'
import { PersonProblem } from '../people/problem.tsx'
import { standingQuery, usePerson } from '../standing.ts'

/** The end of an account, a week from when it is asked for. Taking it back stands at the top of every room. */
export function ErasePanel() {
  const [isOpen, setOpen] = useState(false)
  const eraseAt = usePerson()?.user.eraseAt ?? null
  return (
    <Panel title="Erase my account">
      {eraseAt === null ? (
        <>
          <p>
            Connections are ended at their providers, and everything that is kept of you is erased. You have
            seven days to think it over.
          </p>
          <div className="actions">
            <Button onClick={() => setOpen(true)}>Erase my account…</Button>
          </div>
        </>
      ) : (
        <p>
          It is erased on <Moment at={eraseAt} />. Until then you can keep it, with the button at the top.
        </p>
      )}
      {isOpen && <EraseDialog onClose={() => setOpen(false)} />}
    </Panel>
  )
}

function EraseDialog({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const erase = useMutation({
    mutationFn: people.erase,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: standingQuery.queryKey })
      sayDone('Your account is erased in seven days.', 'Until then you can keep it.')
      onClose()
    },
  })
  return (
    <Dialog title="Erase my account?" onClose={onClose}>
      <div className="form">
        <p>
          Other browsers are signed out now. In seven days your connections end and everything of yours is
          gone; nobody can bring it back then. Your keys work until that day.
        </p>
        <PersonProblem error={erase.error} />
        <DialogActions>
          <Button onClick={onClose} data-autofocus>
            Keep my account
          </Button>
          <Button tone="danger" busy={erase.isPending} onClick={() => erase.mutate()}>
            Erase it
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  )
}

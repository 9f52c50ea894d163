import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../kit/button.tsx'
import { Dialog, DialogActions } from '../../kit/dialog.tsx'
import { ProblemNotice } from '../../kit/notice.tsx'
import { sayDone, sayProblem } from '../../kit/toast.tsx'
import { journeysApi, type Journey } from '../journeys/api.ts'
import { useRun } from '../journeys/use-run.ts'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'

/** What can be done with a journey. */
export function Actions({ journey }: { journey: Journey }) {
  const [removing, setRemoving] = useState(false)
  const run = useRun()
  return (
    <div className="actions">
      <Button tone="primary" busy={run.isPending} onClick={() => run.mutate({ journey: journey.name })}>
        Run now
      </Button>
      {journey.everySeconds !== null && <Rest journey={journey} />}
      <RoomLink to={pathTo('journeys', journey.name, 'edit')} className="button button-plain">
        Edit
      </RoomLink>
      <Button tone="danger" onClick={() => setRemoving(true)}>
        Delete…
      </Button>
      {removing && <RemoveDialog name={journey.name} onClose={() => setRemoving(false)} />}
    </div>
  )
}

function Rest({ journey: { name, isPaused } }: { journey: Journey }) {
  const queries = useQueryClient()
  const rest = useMutation({
    mutationFn: () => journeysApi.rest(name, !isPaused),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['releases', 'journeys'] })
      sayDone(isPaused ? 'Its schedule goes on.' : 'Its schedule rests; what is not run counts for nothing.')
    },
    onError: (error) => sayProblem(error),
  })
  return (
    <Button busy={rest.isPending} onClick={() => rest.mutate()}>
      {isPaused ? 'Go on' : 'Pause'}
    </Button>
  )
}

function RemoveDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const remove = useMutation({
    mutationFn: () => journeysApi.remove(name),
    onSuccess: async () => {
      await navigate({ to: '/releases/$', params: { _splat: pathTo('journeys') }, search: {} })
      queries.removeQueries({ queryKey: ['releases', 'journeys'] })
      sayDone(`${name} is gone, with its history.`)
    },
  })
  return (
    <Dialog title={`Delete ${name}?`} onClose={onClose}>
      <div className="form">
        <p>Its document, its runs and their figures are deleted. To stop it for a while, pause it instead.</p>
        {remove.isError && <ProblemNotice error={remove.error} />}
        <DialogActions>
          <Button data-autofocus onClick={onClose}>
            Keep it
          </Button>
          <Button tone="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
            Delete
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  )
}

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../kit/button.tsx'
import { clearProblems, sayDone, sayProblem } from '../kit/toast.tsx'
import { webhooksApi, type Endpoint } from './api.ts'
import { DeleteDialog } from './delete-dialog.tsx'
import { EditDialog } from './edit-dialog.tsx'
import { endpointsQuery } from './queries.ts'
import { ReplayDialog } from './replay-dialog.tsx'
import { RotateDialog } from './rotate-dialog.tsx'

type Open = 'edit' | 'rotate' | 'replay' | 'delete' | null

/** What can be done with an endpoint; nothing is sent to one that is off. */
export function Actions({ endpoint }: { endpoint: Endpoint }) {
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const isOn = endpoint.disabledAt === null
  return (
    <div className="actions" role="group" aria-label="Actions">
      {isOn && <TestButton id={endpoint.id} />}
      <SwitchButton id={endpoint.id} isOn={isOn} />
      {isOn && <Button onClick={() => setOpen('replay')}>Send again since…</Button>}
      <Button onClick={() => setOpen('edit')}>Edit</Button>
      <Button onClick={() => setOpen('rotate')}>Rotate the secret</Button>
      <Button tone="danger" onClick={() => setOpen('delete')}>
        Delete
      </Button>
      {open === 'edit' && <EditDialog endpoint={endpoint} onClose={close} />}
      {open === 'rotate' && <RotateDialog endpoint={endpoint} onClose={close} />}
      {open === 'replay' && <ReplayDialog endpoint={endpoint} onClose={close} />}
      {open === 'delete' && <DeleteDialog endpoint={endpoint} onClose={close} />}
    </div>
  )
}

function TestButton({ id }: { id: string }) {
  const queries = useQueryClient()
  const send = useMutation({
    mutationFn: () => webhooksApi.test(id),
    onMutate: clearProblems,
    onSuccess: () => sayDone('A test event is on its way.', 'What comes of it stands below.'),
    onError: (error) => sayProblem(error, () => send.mutate()),
    onSettled: () => queries.invalidateQueries({ queryKey: ['webhooks'] }),
  })
  return (
    <Button tone="primary" busy={send.isPending} onClick={() => send.mutate()}>
      Send a test event
    </Button>
  )
}

function SwitchButton({ id, isOn }: { id: string; isOn: boolean }) {
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: (enabled: boolean) => webhooksApi.change(id, { enabled }),
    onMutate: clearProblems,
    onSuccess: (_, enabled) =>
      enabled
        ? sayDone(
            'The endpoint is on.',
            'What waited is sent now; what happened meanwhile comes with “Send again since…”.',
          )
        : sayDone('The endpoint is paused.', 'Nothing is sent there until you switch it on again.'),
    onError: (error, enabled) => sayProblem(error, () => change.mutate(enabled)),
    onSettled: () => queries.invalidateQueries(endpointsQuery),
  })
  return (
    <Button tone={isOn ? 'plain' : 'primary'} busy={change.isPending} onClick={() => change.mutate(!isOn)}>
      {isOn ? 'Pause' : 'Switch on'}
    </Button>
  )
}

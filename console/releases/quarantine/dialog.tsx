import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../../kit/button.tsx'
import { Dialog, DialogActions } from '../../kit/dialog.tsx'
import { SelectField, TextField } from '../../kit/field.tsx'
import { ProblemNotice } from '../../kit/notice.tsx'
import { sayDone } from '../../kit/toast.tsx'
import {
  quarantineStates,
  testsApi,
  type Quarantine,
  type QuarantineState,
  type TestCase,
} from '../flaky/api.ts'
import { quarantineTitles } from '../flaky/words.ts'
import { dayAhead, momentOfDay } from './review-day.ts'

const usualDays = 30

/** Who answers for a test, by which ticket, until when. */
export function QuarantineDialog({
  test,
  quarantine,
  onClose,
}: {
  test: TestCase
  quarantine: Quarantine | null
  onClose: () => void
}) {
  const queries = useQueryClient()
  const [state, setState] = useState<QuarantineState>(
    quarantine?.state === 'disabled' ? 'disabled' : 'quarantined',
  )
  const [owner, setOwner] = useState(quarantine?.owner ?? '')
  const [ticket, setTicket] = useState(quarantine?.ticket ?? '')
  const [reason, setReason] = useState('')
  const [reviewBy, setReviewBy] = useState(() =>
    quarantine && !quarantine.isExpired ? quarantine.reviewBy.slice(0, 10) : dayAhead(new Date(), usualDays),
  )
  const put = useMutation({
    mutationFn: () =>
      testsApi.quarantine(test.id, {
        state,
        owner: owner.trim() || null,
        ticket: ticket.trim() || null,
        reason: reason.trim() || null,
        ...(reviewBy !== '' && { reviewBy: momentOfDay(reviewBy) }),
      }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['releases', 'tests'] })
      sayDone(`${test.name}: ${quarantineTitles[state].toLowerCase()}.`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!put.isPending) put.mutate()
  }
  return (
    <Dialog title="Quarantine" onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        <p className="break">{test.title}</p>
        <SelectField
          label="State"
          value={state}
          onChange={(event) => setState(event.target.value as QuarantineState)}
          hint="Not run: the framework is told to leave it out. Mended: its failures stop a merge again."
        >
          {quarantineStates.map((each) => (
            <option key={each} value={each}>
              {quarantineTitles[each]}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Owner"
          placeholder="ada, or a team"
          maxLength={200}
          value={owner}
          onChange={(event) => setOwner(event.target.value)}
          data-autofocus
        />
        <TextField
          label="Ticket"
          placeholder="https://… or a number"
          maxLength={500}
          value={ticket}
          onChange={(event) => setTicket(event.target.value)}
        />
        <TextField
          label="Why"
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <TextField
          label="Review by"
          type="date"
          hint="After that day its failures stop merges again."
          value={reviewBy}
          onChange={(event) => setReviewBy(event.target.value)}
        />
        {put.isError && <ProblemNotice error={put.error} />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={put.isPending}>
            {quarantine ? 'Keep it so' : 'Quarantine'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

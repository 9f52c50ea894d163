import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { Dialog, DialogActions } from '../kit/dialog.tsx'
import { SelectField } from '../kit/field.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { sayDone } from '../kit/toast.tsx'
import { limitsApi, type LimitedKey, type Limits } from './api.ts'
import { policyInWords } from './words.ts'

/** Puts a key under the limits of another tier. */
export function TierDialog({
  limited: { id, name, tier },
  limits: { tiers, defaultTier },
  onClose,
}: {
  limited: LimitedKey
  limits: Limits
  onClose: () => void
}) {
  const queries = useQueryClient()
  const [wanted, setWanted] = useState(tiers.some((each) => each.name === tier) ? (tier ?? '') : '')
  const change = useMutation({
    mutationFn: () => limitsApi.setTier(id, wanted === '' ? null : wanted),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['limits'] })
      onClose()
      sayDone(`${name} is in the tier ${wanted === '' ? defaultTier : wanted}.`, 'It holds within 5 s.')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!change.isPending) change.mutate()
  }
  const policies = tiers.find((each) => each.name === (wanted === '' ? defaultTier : wanted))?.policies ?? []
  return (
    <Dialog title={`Tier of ${name}`} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <SelectField
          label="Tier"
          hint={policies.map(policyInWords).join(' · ')}
          value={wanted}
          data-autofocus
          onChange={(event) => setWanted(event.target.value)}
        >
          <option value="">The default ({defaultTier})</option>
          {tiers.map((each) => (
            <option key={each.name}>{each.name}</option>
          ))}
        </SelectField>
        <p className="sub">What the key has taken stays taken, where the tiers have policies of one name.</p>
        {change.isError && <ProblemNotice error={change.error} />}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" tone="primary" busy={change.isPending}>
            Save
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

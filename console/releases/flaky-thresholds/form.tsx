import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { Button } from '../../kit/button.tsx'
import { TextField } from '../../kit/field.tsx'
import { ProblemNotice } from '../../kit/notice.tsx'
import { Panel } from '../../kit/page.tsx'
import { sayDone } from '../../kit/toast.tsx'
import { testsApi, type Settings } from '../flaky/api.ts'
import { testSettingsQuery } from '../flaky/queries.ts'
import { Flips } from './flips.tsx'
import { groups, numberIn, ownIn, textsOf, type Field, type Texts } from './fields.ts'

export function ThresholdForm({ settings }: { settings: Settings }) {
  const { repository, thresholds, defaults } = settings
  const queries = useQueryClient()
  const [texts, setTexts] = useState<Texts>(() => textsOf(thresholds))
  const [autoQuarantine, setAutoQuarantine] = useState(settings.autoQuarantine)
  const [days, setDays] = useState(String(settings.quarantineDays))
  const wanted = ownIn(texts, defaults)
  const isDaysGood = /^\d+$/.test(days) && Number(days) >= 1 && Number(days) <= 365
  const save = useMutation({
    mutationFn: () =>
      testsApi.setSettings(repository, {
        thresholds: wanted ?? {},
        autoQuarantine,
        quarantineDays: Number(days),
      }),
    onSuccess: async (saved) => {
      queries.setQueryData(testSettingsQuery(repository).queryKey, saved)
      await queries.invalidateQueries({ queryKey: ['releases', 'tests', repository] })
      sayDone('Saved. Verdicts follow within seconds.')
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (wanted && isDaysGood && !save.isPending) save.mutate()
  }
  const change = (field: Field, text: string) => setTexts((before) => ({ ...before, [field.name]: text }))
  return (
    <form className="columns" onSubmit={submit} noValidate>
      <div className="page">
        {groups.map(({ title, fields, isRare }) => (
          <Group key={title} title={title} isRare={isRare ?? false}>
            {fields.map((field) => (
              <TextField
                key={field.name}
                label={field.label}
                inputMode="decimal"
                value={texts[field.name] ?? ''}
                error={
                  numberIn(field, texts[field.name] ?? '') === null
                    ? `${field.isCount ? 'A whole number' : 'A number'} from ${field.least} to ${field.most}.`
                    : undefined
                }
                onChange={(event) => change(field, event.target.value)}
              />
            ))}
          </Group>
        ))}
        <Group title="Quarantine" isRare={false}>
          <label className="check threshold-check">
            <input
              type="checkbox"
              checked={autoQuarantine}
              onChange={(event) => setAutoQuarantine(event.target.checked)}
            />
            <span>Quarantine a test by itself when it turns out flaky; never a broken one</span>
          </label>
          <TextField
            label="Reviewed after, days"
            inputMode="numeric"
            value={days}
            error={isDaysGood ? undefined : 'A whole number from 1 to 365.'}
            onChange={(event) => setDays(event.target.value)}
          />
        </Group>
      </div>
      <div className="threshold-side">
        <Flips repository={repository} wanted={wanted} />
        {save.isError && <ProblemNotice error={save.error} />}
        <div className="actions">
          <Button type="submit" tone="primary" busy={save.isPending}>
            Save
          </Button>
          <Button tone="quiet" onClick={() => setTexts(textsOf(thresholds))}>
            As they are saved
          </Button>
          <Button tone="quiet" onClick={() => setTexts(textsOf(defaults))}>
            Defaults
          </Button>
        </div>
      </div>
    </form>
  )
}

function Group({ title, isRare, children }: { title: string; isRare: boolean; children: ReactNode }) {
  const fields = <div className="threshold-fields">{children}</div>
  return isRare ? (
    <details className="panel unfold">
      <summary>{title}</summary>
      {fields}
    </details>
  ) : (
    <Panel title={title}>{fields}</Panel>
  )
}

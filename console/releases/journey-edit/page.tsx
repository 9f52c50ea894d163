import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { Problem } from '../../api.ts'
import { Button } from '../../kit/button.tsx'
import { TextField } from '../../kit/field.tsx'
import { Notice, ProblemNotice } from '../../kit/notice.tsx'
import { sayDone } from '../../kit/toast.tsx'
import { DetailFrame } from '../frame/frame.tsx'
import { journeysApi } from '../journeys/api.ts'
import { journeyQuery } from '../journeys/queries.ts'
import { pathTo } from '../place.ts'
import { RoomLink } from '../frame/room-link.tsx'
import { Told } from '../frame/told.tsx'
import { mistakesIn } from './mistakes.ts'
import { SourceField } from '../source/source-field.tsx'
import { firstDocument } from './first-document.ts'

/** A new journey, begun with one that works. */
export function NewPage() {
  return (
    <DetailFrame
      section="journeys"
      title="New journey"
      lead="Requests, what to expect of them, and what to clean up."
    >
      <DocumentForm name={null} document={firstDocument} />
    </DetailFrame>
  )
}

/** A journey's document. */
export function EditPage({ name }: { name: string }) {
  const journey = useQuery({ ...journeyQuery(name), refetchInterval: false, refetchOnWindowFocus: false })
  return (
    <DetailFrame section="journeys" title={`Edit ${name}`}>
      <Told query={journey} lines={6}>
        {({ document }) => <DocumentForm key={name} name={name} document={document} />}
      </Told>
    </DetailFrame>
  )
}

const goodName = /^[a-z0-9][a-z0-9._-]{0,63}$/

function DocumentForm({ name: known, document }: { name: string | null; document: string }) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState(known ?? '')
  const [text, setText] = useState(document)
  const [tried, setTried] = useState(false)
  const check = useMutation({ mutationFn: () => journeysApi.check(text) })
  const keep = useMutation({
    mutationFn: () => journeysApi.keep(name, text),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['releases', 'journeys'] })
      sayDone(`${name} is kept.`)
      await navigate({ to: '/releases/$', params: { _splat: pathTo('journeys', name) }, search: {} })
    },
  })
  const asked = keep.isError || keep.isPending ? keep : check
  const mistakes = mistakesIn(asked.error)
  const change = (next: string) => {
    setText(next)
    check.reset()
    keep.reset()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    check.reset()
    if (goodName.test(name) && !keep.isPending) keep.mutate()
  }
  return (
    <form className="form panel" onSubmit={submit} noValidate>
      {known === null && (
        <TextField
          label="Name"
          value={name}
          placeholder="checkout"
          error={tried && !goodName.test(name) ? 'A name such as checkout: a-z, 0-9, . _ -' : undefined}
          onChange={(event) => setName(event.target.value.trim())}
        />
      )}
      <SourceField label="Document (YAML)" value={text} onChange={change} mistakes={mistakes} />
      {asked.error && mistakes.length === 0 && <ProblemNotice error={asked.error} />}
      {check.isSuccess && (
        <div role="status">
          <Notice tone="good">
            <p>It is a journey: {check.data.stages.join(', ')}.</p>
          </Notice>
        </div>
      )}
      {asked.error instanceof Problem && mistakes.length > 0 && asked.error.hint && (
        <p className="field-hint">{asked.error.hint}</p>
      )}
      <div className="actions">
        <Button type="submit" tone="primary" busy={keep.isPending}>
          {known === null ? 'Keep it' : 'Save'}
        </Button>
        <Button
          busy={check.isPending}
          onClick={() => {
            keep.reset()
            check.mutate()
          }}
        >
          Check
        </Button>
        <RoomLink
          to={known === null ? pathTo('journeys') : pathTo('journeys', known)}
          className="button button-quiet"
        >
          Cancel
        </RoomLink>
      </div>
    </form>
  )
}

import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { Button } from '../kit/button.tsx'
import { ProblemNotice } from '../kit/notice.tsx'
import { everybodyApi } from './api.ts'
import { soughtIn } from './words.ts'

/**
 * Finds people: by how a user name begins or the subject at an issuer, which lands in the address; by a whole mail address
 * or an id, which leads to the one whose it is. A mail address never stands in the address of a page: there it would be kept by the browser.
 */
export function Find({ name }: { name: string }) {
  const navigate = useNavigate()
  const [text, setText] = useState(name)
  const byAddress = useMutation({
    mutationFn: everybodyApi.withAddress,
    onSuccess: ({ people: [found] }) => found && navigate({ to: '/people/$id', params: { id: found.id } }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    byAddress.reset()
    const sought = soughtIn(text)
    if (sought?.kind === 'address') byAddress.mutate(sought.text)
    else if (sought?.kind === 'id') void navigate({ to: '/people/$id', params: { id: sought.text } })
    else void navigate({ to: '/people', search: sought ? { name: sought.text } : {} })
  }
  const isNobodys = byAddress.data?.people.length === 0
  return (
    <>
      <form className="filters" role="search" aria-label="Find people" onSubmit={submit}>
        <label className="find-person">
          <input
            className="input"
            type="search"
            data-filter
            value={text}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
          <span className="field-hint">User name, whole address, id or subject</span>
        </label>
        <Button type="submit" icon="search" busy={byAddress.isPending}>
          Find
        </Button>
      </form>
      <p className="find-answer" role="status">
        {isNobodys && 'Nobody has this mail address.'}
      </p>
      {byAddress.isError && <ProblemNotice error={byAddress.error} />}
    </>
  )
}

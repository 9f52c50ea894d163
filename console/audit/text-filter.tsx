import { useId, useState, type FormEvent } from 'react'

type Props = {
  label: string
  placeholder: string
  /** What the address holds. */
  value: string | undefined
  /** What may be meant, each with the name it is known by. */
  suggestions: ReadonlyMap<string, string>
  /** `/` goes to it. */
  isFirst?: boolean
  /** What keeps a text from being asked for; null for nothing. */
  troubleOf?: (text: string) => string | null
  onApply: (value: string) => void
}

/** A field that asks on Enter or on being left. It starts anew when the address holds something else. */
export const TextFilter = (props: Props) => <Field key={props.value} {...props} />

function Field({ label, placeholder, value = '', suggestions, isFirst, troubleOf, onApply }: Props) {
  const id = useId()
  const [text, setText] = useState(value)
  const [trouble, setTrouble] = useState<string | null>(null)
  const apply = () => {
    const wanted = text.trim()
    const found = wanted === '' || wanted === value ? null : (troubleOf?.(wanted) ?? null)
    setTrouble(found)
    if (found === null && wanted !== value) onApply(wanted)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    apply()
  }
  return (
    <form onSubmit={submit} className="filter-text">
      <label>
        <span className="visually-hidden">{label}</span>
        <input
          className="input"
          type="search"
          list={`${id}-list`}
          data-filter={isFirst || undefined}
          placeholder={placeholder}
          value={text}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={trouble ? true : undefined}
          aria-describedby={trouble ? `${id}-trouble` : undefined}
          onChange={(event) => setText(event.target.value)}
          onBlur={apply}
        />
      </label>
      <datalist id={`${id}-list`}>
        {[...suggestions].map(([suggested, name]) => (
          <option key={suggested} value={suggested}>
            {name}
          </option>
        ))}
      </datalist>
      {trouble && (
        <p id={`${id}-trouble`} className="field-error" role="alert">
          {trouble}
        </p>
      )}
    </form>
  )
}

import { useId, type ComponentProps, type ReactNode } from 'react'

type Labelled = { label: string; hint?: ReactNode; error?: string | undefined }

function Around({ id, label, hint, error, children }: Labelled & { id: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {error && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
    </div>
  )
}

const described = (id: string, { hint, error }: Labelled) =>
  [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined

export function TextField({ label, hint, error, ...rest }: Labelled & ComponentProps<'input'>) {
  const id = useId()
  return (
    <Around id={id} label={label} hint={hint} error={error}>
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        {...rest}
        id={id}
        className="input"
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, { label, hint, error })}
      />
    </Around>
  )
}

export function SelectField({ label, hint, error, children, ...rest }: Labelled & ComponentProps<'select'>) {
  const id = useId()
  return (
    <Around id={id} label={label} hint={hint} error={error}>
      <select
        {...rest}
        id={id}
        className="input select"
        aria-describedby={described(id, { label, hint, error })}
      >
        {children}
      </select>
    </Around>
  )
}

type Choice = { id: string; title: string; detail?: string }

/** Several of several; `value` holds the ids that are ticked. */
export function CheckGroup<Id extends string>({
  legend,
  choices,
  value,
  onChange,
  hint,
  error,
}: {
  legend: string
  choices: readonly (Choice & { id: Id })[]
  value: readonly Id[]
  onChange: (value: Id[]) => void
  hint?: ReactNode
  error?: string | undefined
}) {
  const id = useId()
  const toggle = (choice: Id, on: boolean) =>
    onChange(on ? [...value, choice] : value.filter((each) => each !== choice))
  return (
    <fieldset className="field check-group" aria-describedby={described(id, { label: legend, hint, error })}>
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.id} className="check">
          <input
            type="checkbox"
            checked={value.includes(choice.id)}
            onChange={(event) => toggle(choice.id, event.target.checked)}
            aria-labelledby={`${id}-${choice.id}`}
            aria-describedby={choice.detail && `${id}-${choice.id}-detail`}
          />
          <span>
            <span id={`${id}-${choice.id}`} className="check-title">
              {choice.title}
            </span>
            {choice.detail && (
              <span id={`${id}-${choice.id}-detail`} className="check-detail">
                {choice.detail}
              </span>
            )}
          </span>
        </label>
      ))}
      {error && (
        <p id={`${id}-error`} className="field-error" role="alert">
          {error}
        </p>
      )}
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
    </fieldset>
  )
}

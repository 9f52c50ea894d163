import { useId } from 'react'
import { Icon, type IconName } from './icons.tsx'

type Choice<T extends string> = { value: T; label: string; icon?: IconName }

/** One of a few, all in sight: radio buttons, so the arrow keys move and Tab passes. */
export function Segmented<T extends string>({
  legend,
  choices,
  value,
  onChange,
}: {
  legend: string
  choices: readonly Choice<T>[]
  value: T
  onChange: (value: T) => void
}) {
  const name = useId()
  return (
    <fieldset className="segmented">
      <legend className="visually-hidden">{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.value} title={choice.icon ? choice.label : undefined}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onChange(choice.value)}
          />
          {choice.icon ? (
            <>
              <Icon name={choice.icon} size={16} />
              <span className="visually-hidden">{choice.label}</span>
            </>
          ) : (
            <span>{choice.label}</span>
          )}
        </label>
      ))}
    </fieldset>
  )
}

import { useId } from 'react'
import type { Connection } from '../api.ts'
import { nameOf } from '../connections/words.ts'
import { SelectField, TextField } from '../kit/field.tsx'
import type { Parameter, Schema } from './document.ts'

/** A parameter of an operation as a field; connections are offered by name where their id is wanted. */
export function ParameterField({
  parameter: { name, required, schema },
  value,
  error,
  offers,
  onChange,
}: {
  parameter: Parameter
  value: string
  error: string | undefined
  offers: readonly Connection[]
  onChange: (value: string) => void
}) {
  const listId = useId()
  const label = required ? name : `${name} (optional)`
  if (schema.enum)
    return (
      <SelectField
        label={label}
        value={value}
        error={error}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{required ? 'Choose' : 'Not given'}</option>
        {schema.enum.map((choice) => (
          <option key={choice}>{choice}</option>
        ))}
      </SelectField>
    )
  const isNumber = schema.type === 'integer' || schema.type === 'number'
  return (
    <>
      <TextField
        label={label}
        hint={hintOf(schema)}
        value={value}
        error={error}
        {...(isNumber ? { inputMode: 'numeric' as const } : {})}
        {...(offers.length > 0 ? { list: listId } : {})}
        onChange={(event) => onChange(event.target.value)}
      />
      {offers.length > 0 && (
        <datalist id={listId}>
          {offers.map((connection) => (
            <option key={connection.id} value={connection.id}>
              {nameOf(connection)}
            </option>
          ))}
        </datalist>
      )}
    </>
  )
}

const isTold = (limit: number | undefined): limit is number =>
  limit !== undefined && Math.abs(limit) < Number.MAX_SAFE_INTEGER

function hintOf({ type, format, minimum, maximum, default: fallback }: Schema): string | undefined {
  const said = [
    format ?? (type === 'integer' ? 'a whole number' : undefined),
    isTold(minimum) && isTold(maximum) ? `${minimum} to ${maximum}` : undefined,
    fallback === undefined ? undefined : `${JSON.stringify(fallback)} when not given`,
  ].filter((words) => words !== undefined)
  return said.length === 0 ? undefined : said.join(', ')
}

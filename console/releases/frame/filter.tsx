import { useNavigate } from '@tanstack/react-router'
import { useReleaseSearch } from '../use-repository.ts'

type Props = {
  /** In the address. */
  name: string
  label: string
  choices: readonly { value: string; title: string }[]
  /** What is chosen when the address says nothing; default: all. */
  all?: string
}

/** What of a list is shown, kept in the address; another choice begins at the first page. */
export function Filter({ name, label, choices, all = 'All' }: Props) {
  const search = useReleaseSearch()
  const navigate = useNavigate()
  const choose = (value: string) => {
    const { cursor: _, [name]: _before, ...rest } = search
    void navigate({
      to: '.',
      search: { ...rest, ...(value && { [name]: value }) } as Record<string, string>,
      replace: true,
    })
  }
  return (
    <label>
      <span className="visually-hidden">{label}</span>
      <select
        className="input select"
        value={search[name] ?? ''}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">{all}</option>
        {choices.map(({ value, title }) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
    </label>
  )
}

import { useNavigate } from '@tanstack/react-router'
import type { TestCase } from '../flaky/api.ts'
import { verdictTitles } from '../flaky/words.ts'

/** Where a test ran in several environments: which of them is shown, kept in the address. */
export function Environments({ test: { standings, environment } }: { test: TestCase }) {
  const navigate = useNavigate()
  if (standings.length < 2) return null
  const choose = (value: string) =>
    void navigate({ to: '.', search: (before: object) => ({ ...before, environment: value }), replace: true })
  return (
    <label>
      <span className="visually-hidden">Environment</span>
      <select className="input select" value={environment} onChange={(event) => choose(event.target.value)}>
        {standings.map((each) => (
          <option key={each.environment} value={each.environment}>
            {each.environment || 'no environment named'}: {verdictTitles[each.verdict].toLowerCase()}
          </option>
        ))}
      </select>
    </label>
  )
}

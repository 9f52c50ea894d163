import type { Step } from '../journeys/api.ts'

/** Of which step and attempt a call is, by the page of the archive that it stands on: `attempt-1-2`, `Journey: step`. */
export function placeOf(
  pageId: string,
  pageTitle: string,
  steps: readonly Pick<Step, 'name'>[],
): { step: string; attempt: number | null } {
  const names = steps.map(({ name }) => name).filter((name) => pageTitle.endsWith(`: ${name}`))
  const longest = names.reduce((most, name) => (name.length > most.length ? name : most), '')
  const attempt = /^attempt-(\d+)-/.exec(pageId)?.[1]
  return { step: longest || pageTitle, attempt: attempt === undefined ? null : Number(attempt) }
}

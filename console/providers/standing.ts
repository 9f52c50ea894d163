import type { Provider } from '../api.ts'

export const standings = ['ready', 'missing'] as const
export type Standing = (typeof standings)[number]

export const standingOf = ({ configured }: Provider): Standing => (configured ? 'ready' : 'missing')

/** Whether a filter lets a provider through; an unknown state lets all. */
export function isShown(
  provider: Provider,
  { find = '', state }: { find?: string; state?: string },
): boolean {
  const wanted = standings.find((standing) => standing === state)
  if (wanted && standingOf(provider) !== wanted) return false
  return `${provider.title} ${provider.id}`.toLowerCase().includes(find.trim().toLowerCase())
}

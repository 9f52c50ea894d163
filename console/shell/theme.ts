import { readRemembered } from '../kit/remembered.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** Puts the remembered theme on the page; with `system` the browser decides. */
export function applyTheme(theme: Theme = readRemembered('theme', themes)) {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

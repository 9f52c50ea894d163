import { readRemembered } from '../kit/remembered.ts'

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

export const themeChoices = [
  { value: 'light', label: 'Light', title: 'Light', icon: 'sun' },
  { value: 'dark', label: 'Dark', title: 'Dark', icon: 'moon' },
  { value: 'system', label: 'As the system', title: 'System', icon: 'system' },
] as const

/** Puts the remembered theme on the page; with `system` the browser decides. */
export function applyTheme(theme: Theme = readRemembered('theme', themes)) {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

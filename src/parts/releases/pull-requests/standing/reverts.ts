import type { Reverts } from './telling.ts'

const numbers = /\breverts\s+(?:[\w.-]+\/[\w.-]+)?#(\d{1,9})\b/gi
const commits = /\bthis reverts commit\s+([0-9a-f]{7,64})\b/gi
const most = 20

/** Which pull requests and commits a description says that it takes back. The text itself is not kept. */
export const revertsIn = (text: string): Reverts => ({
  numbers: [...text.matchAll(numbers)].slice(0, most).map(([, number]) => Number(number)),
  commits: [...text.matchAll(commits)].slice(0, most).map(([, commit]) => commit!.toLowerCase()),
})

/** The title of what a title says that it takes back; null: it says no such thing. */
export const revertedTitleIn = (title: string): string | null =>
  /^\s*revert "(.+)"\s*$/is.exec(title)?.[1] ?? null

import type { Outside } from '../terminal.ts'

export interface ProgressLine {
  show(progress: { done: number; total: number }): void
  /** Takes the line away. */
  end(): void
}

const everyMilliseconds = 100
const clearLine = '\r\u001B[K'

/** One line on standard error that tells how far it is and how long it will take; only where a person sees it. */
export function progressLine(
  { stderr }: Outside,
  doing: string,
  { quiet = false, now = () => performance.now() }: { quiet?: boolean | undefined; now?: () => number } = {},
): ProgressLine {
  if (!stderr.isTTY || quiet) return { show: () => undefined, end: () => undefined }
  const startedAt = now()
  let shownAt = -Infinity
  return {
    show({ done, total }) {
      if (now() - shownAt < everyMilliseconds) return
      shownAt = now()
      stderr.write(`${clearLine}${doing}: ${progressText(done, total, now() - startedAt)}`)
    },
    end: () => void (shownAt > -Infinity && stderr.write(clearLine)),
  }
}

/** `45 % (45,000 of 100,000 rows), 3 s left`. */
export function progressText(done: number, total: number, milliseconds: number): string {
  const share = total === 0 ? 1 : Math.min(1, done / total)
  const left = share > 0 ? (milliseconds * (1 - share)) / share : null
  const eta = left === null ? '' : `, ${lengthOf(left)} left`
  return `${Math.floor(share * 100)} % (${count(done)} of ${count(total)} rows)${eta}`
}

function lengthOf(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}

export const count = (value: number): string => value.toLocaleString('en-US')

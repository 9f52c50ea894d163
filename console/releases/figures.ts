/** Figures as the room tells them. */

/** As "37 %"; of what is not quite nothing or all it says so. */
export function percentText(share: number, digits = 0): string {
  const percent = share * 100
  const least = 10 ** -digits
  if (percent > 0 && percent < least) return `< ${least} %`
  if (percent < 100 && percent > 100 - least) return `> ${100 - least} %`
  return `${percent.toLocaleString(undefined, { maximumFractionDigits: digits })} %`
}

/** As "1 test", "1,200 tests". */
export const countText = (count: number, one: string, more = `${one}s`): string =>
  `${count.toLocaleString()} ${count === 1 ? one : more}`

/** As "0.25 ms", "850 ms", "12.4 s", "3 min 5 s", "2 h 10 min". */
export function spanText(milliseconds: number): string {
  if (milliseconds < 10) return `${milliseconds.toLocaleString(undefined, { maximumFractionDigits: 2 })} ms`
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 59_950)
    return `${(milliseconds / 1_000).toLocaleString(undefined, { maximumFractionDigits: 1 })} s`
  const seconds = Math.round(milliseconds / 1_000)
  if (seconds < 3_600) return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's')
  const minutes = Math.round(seconds / 60)
  return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
}

const joined = (head: number, unit: string, rest: number, below: string) =>
  rest === 0 ? `${head.toLocaleString()} ${unit}` : `${head.toLocaleString()} ${unit} ${rest} ${below}`

/** A commit as people name it. */
export const shortCommit = (commit: string): string => commit.slice(0, 9)

export const capitalised = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)

/** A score of 100; one that is not all of it never looks like all. */
export const scoreText = (score: number): string =>
  score.toLocaleString(undefined, { maximumFractionDigits: score > 99 && score < 100 ? 1 : 0 })

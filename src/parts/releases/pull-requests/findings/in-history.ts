import { type Finding, finding, many } from './finding.ts'

/** What earlier changes of the repository say of these files. */
export interface History {
  /** Files whose earlier changes had to be taken back or mended, and how often within the last half year. */
  broken: readonly { path: string; times: number }[]
  /** Files that are missing: they came along in so many of the changes of a file that is here. */
  missing: readonly { path: string; with: string; times: number; of: number }[]
}

/** Nothing weighs in the probability: these counts start when Keyhold began to look. */
export function historyFindings({ broken, missing }: History): Finding[] {
  const twice = broken.filter(({ times }) => times >= 2)
  return [
    ...(twice.length > 0
      ? [
          finding({
            id: 'often-broken',
            severity: 'warning',
            text: `Earlier changes of ${many(twice.length, 'file')} of it had to be taken back or mended twice or more.`,
            paths: twice.map(({ path }) => path),
          }),
        ]
      : []),
    ...(missing.length > 0
      ? [
          finding({
            id: 'usually-together',
            severity: 'note',
            text: `${many(missing.length, 'file is', 'files are')} missing that usually came along (${missing[0]!.times} of ${missing[0]!.of} times).`,
            paths: missing.map(({ path }) => path),
          }),
        ]
      : []),
  ]
}

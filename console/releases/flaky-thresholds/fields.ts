/** One number that decides, as people are asked for it. */
export type Field = {
  name: string
  label: string
  hint?: string
  least: number
  most: number
  /** A share, asked for in percent. */
  isShare?: true
  /** A whole number. */
  isCount?: true
}

/** Those that are changed first, then those that hardly anybody needs. */
export const groups: readonly { title: string; isRare?: true; fields: readonly Field[] }[] = [
  {
    title: 'Flaky',
    fields: [
      {
        name: 'minimumDivergent',
        label: 'Commits on which it failed and passed',
        least: 1,
        most: 100,
        isCount: true,
      },
      {
        name: 'flakyProbability',
        label: 'and how probable flaky then is, %',
        least: 1,
        most: 100,
        isShare: true,
      },
      {
        name: 'fixedChance',
        label: 'Fixed when chance explains its silence in less than, %',
        least: 0.1,
        most: 100,
        isShare: true,
      },
    ],
  },
  {
    title: 'Broken',
    fields: [
      {
        name: 'brokenGroups',
        label: 'Failures in a row on the default branch',
        least: 2,
        most: 100,
        isCount: true,
      },
      { name: 'brokenCommits', label: 'over so many commits', least: 1, most: 100, isCount: true },
      {
        name: 'brokenProbability',
        label: 'and how probable broken then is, %',
        least: 1,
        most: 100,
        isShare: true,
      },
    ],
  },
  {
    title: 'Suspect and healthy',
    fields: [
      {
        name: 'suspectProbability',
        label: 'Suspect from a probability of, %',
        least: 1,
        most: 100,
        isShare: true,
      },
      {
        name: 'suspectIsolated',
        label: 'or from so many failures that stand alone',
        least: 1,
        most: 100,
        isCount: true,
      },
      { name: 'minimumGroups', label: 'Not known below so many commits', least: 1, most: 100, isCount: true },
    ],
  },
  {
    title: 'What counts',
    fields: [
      { name: 'windowRuns', label: 'The newest runs', least: 10, most: 1000, isCount: true },
      { name: 'windowDays', label: 'not older than, days', least: 1, most: 365 },
      {
        name: 'windowLeastRuns',
        label: 'but at least so many, however old',
        least: 0,
        most: 1000,
        isCount: true,
      },
    ],
  },
  {
    title: 'Runs that failed as a whole',
    isRare: true,
    fields: [
      { name: 'infraShare', label: 'Share of its tests that failed, %', least: 1, most: 100, isShare: true },
      { name: 'infraMedians', label: 'or so many times as many as usual', least: 1, most: 1000 },
      { name: 'infraTests', label: 'never below so many tests', least: 1, most: 100_000, isCount: true },
      { name: 'infraFailures', label: 'nor so many failed ones', least: 1, most: 100_000, isCount: true },
    ],
  },
  {
    title: 'Pull requests with nothing in common, and patience',
    isRare: true,
    fields: [
      {
        name: 'crossPullRequests',
        label: 'Pull requests in which it failed',
        least: 2,
        most: 100,
        isCount: true,
      },
      { name: 'crossDays', label: 'spread over, days', least: 0, most: 365 },
      {
        name: 'crossPullRequestsUnknown',
        label: 'where their files are not known',
        least: 2,
        most: 100,
        isCount: true,
      },
      { name: 'rateOfInterest', label: 'Failure rate to rule out, %', least: 0.1, most: 99, isShare: true },
      { name: 'quietHours', label: 'A verdict stays for, hours', least: 0, most: 720 },
    ],
  },
]

const all = groups.flatMap(({ fields }) => fields)

/** As it stands in its field. */
export const textOf = ({ isShare }: Field, value: number): string =>
  String(isShare ? Math.round(value * 100_000) / 1000 : value)

/** What a field's text says; null where it is no number of its range. */
export function numberIn({ least, most, isShare, isCount }: Field, text: string): number | null {
  const value = Number(text.replace(',', '.'))
  if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most) return null
  if (isCount && !Number.isInteger(value)) return null
  return isShare ? value / 100 : value
}

export type Texts = Record<string, string>

/** All fields of the thresholds that there are. */
export const textsOf = (thresholds: Readonly<Record<string, number>>): Texts =>
  Object.fromEntries(
    all.flatMap((field) =>
      field.name in thresholds ? [[field.name, textOf(field, thresholds[field.name]!)]] : [],
    ),
  )

/** What differs from the defaults; null where a field is wrong. */
export function ownIn(
  texts: Texts,
  defaults: Readonly<Record<string, number>>,
): Record<string, number> | null {
  const own: Record<string, number> = {}
  for (const field of all) {
    const text = texts[field.name]
    if (text === undefined) continue
    const value = numberIn(field, text)
    if (value === null) return null
    if (Math.abs(value - defaults[field.name]!) > 1e-9) own[field.name] = value
  }
  return own
}

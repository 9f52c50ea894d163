import { daysAfter, monthsUpTo, placeInWeek } from './calendar.ts'

export type Day = { day: string; week: number; weekday: number }
/** Weeks side by side; `months` names the week in which a month begins. */
export type Sheet = { days: Day[]; weeks: number; months: { week: number; month: string }[] }

/** Lays out twelve months up to a day, in one sheet or, where it is narrow, in several of as many months each. */
export function sheetsOf(through: string, sheets: number, firstWeekday: number): Sheet[] {
  const months = monthsUpTo(through, 12)
  const each = months.length / sheets
  return Array.from({ length: sheets }, (_, index) => {
    const from = `${months[index * each]!}-01`
    const next = months[(index + 1) * each]
    const to = next === undefined ? through : daysAfter(`${next}-01`, -1)
    return sheetOf(from, to, firstWeekday)
  })
}

function sheetOf(from: string, to: string, firstWeekday: number): Sheet {
  const days: Day[] = []
  const months: Sheet['months'] = []
  let week = 0
  for (let day = from; day <= to; day = daysAfter(day, 1)) {
    const weekday = placeInWeek(day, firstWeekday)
    if (weekday === 0 && days.length > 0) week += 1
    if (day.endsWith('-01')) months.push({ week: weekday === 0 ? week : week + 1, month: day.slice(0, 7) })
    days.push({ day, week, weekday })
  }
  // A name needs a place of its own: the first month has its first week, full or not.
  if (months[0]) months[0].week = 0
  return { days, weeks: week + 1, months: months.filter((each) => each.week <= week) }
}

/** How strong a day's colour is: 0 for nothing, 1 to 4 by quarters of the active days. */
export function levelsOf(amounts: readonly number[]): (amount: number) => number {
  const active = amounts.filter((amount) => amount > 0).toSorted((a, b) => a - b)
  const bounds = [0.25, 0.5, 0.75].map((share) => active[Math.floor(active.length * share)] ?? 0)
  return (amount) => (amount <= 0 ? 0 : 1 + bounds.filter((bound) => amount > bound).length)
}

const steps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -7, ArrowRight: 7 }

/** Where a key leads, as far as the sheet goes; undefined when it is no key of the grid. */
export function dayAfterKey(
  { days }: { days: readonly Day[] },
  from: string,
  key: string,
): string | undefined {
  const place = days.findIndex(({ day }) => day === from)
  if (key === 'Home') return days[0]?.day
  if (key === 'End') return days.at(-1)?.day
  const step = steps[key]
  return step === undefined ? undefined : (days[place + step]?.day ?? from)
}

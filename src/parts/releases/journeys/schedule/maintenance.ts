import { minutesAfter } from '../../../../kit/duration.ts'
import { days, type Maintenance } from '../document/journey.ts'

const dayMinutes = 1440
/** 1970-01-01 was a Thursday. */
const epochDay = days.indexOf('thu')

/** Whether a moment lies in one of the windows (J7). Weekly ones are in UTC, and may reach into the next days. */
export const isMaintained = (windows: readonly Maintenance[], at: Date): boolean =>
  windows.some((window) => (window.weekly ? isWithinWeekly(window, at) : isWithinOnce(window, at)))

const isWithinOnce = ({ from, to }: Maintenance, at: Date): boolean =>
  at >= new Date(from!) && at < new Date(to!)

function isWithinWeekly({ weekly, at: time, minutes }: Maintenance, at: Date): boolean {
  const [hour, minute] = time!.split(':').map(Number) as [number, number]
  const today = Math.floor(at.getTime() / 1000 / 60 / dayMinutes)
  const daysBack = Math.ceil(minutes! / dayMinutes)
  return Array.from({ length: daysBack + 1 }, (_, back) => today - back).some((day) => {
    const begins = new Date((day * dayMinutes + hour * 60 + minute) * 60_000)
    const isOne = weekly!.includes(days[(((day + epochDay) % 7) + 7) % 7]!)
    return isOne && at >= begins && at < minutesAfter(begins, minutes!)
  })
}

/** Where the home keeps backups, unless another folder is named. */
export const backupFolder = 'backups'

/** `keyhold-20260101T030000Z.khb`: sorts by time. */
export const nameAt = (moment: Date): string =>
  `keyhold-${moment.toISOString().replace(/[-:]|\.\d+/g, '')}.khb`

const namePattern = /^keyhold-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.khb$/

/** The moment in a backup's name; `null` for any other file. */
export function momentIn(name: string): Date | null {
  const found = namePattern.exec(name)
  if (!found) return null
  const [, year, month, day, hour, minute, second] = found
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}

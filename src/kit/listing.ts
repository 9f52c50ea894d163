import { z } from 'zod'
import { faults } from './fault.ts'
import { isUuid } from './id.ts'

/** How many rows a page of a list holds. */
export const limitQuery = z.coerce.number().int().min(1).max(100).default(50)
export const cursorQuery = z.string().max(200).optional()
export const uuid = z.string().refine(isUuid, { error: 'wants a UUID' })
export const moment = z.date().transform((date) => date.toISOString())

/** A place in a list ordered by (moment, id), newest first. */
export interface Place {
  at: Date
  id: string
}

export const cursorOf = (place: Place): string =>
  Buffer.from(`${place.at.toISOString()} ${place.id}`).toString('base64url')

export function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null
  const [at, id] = Buffer.from(cursor, 'base64url').toString().split(' ')
  const moment = new Date(at ?? '')
  if (Number.isNaN(moment.getTime()) || !id || !isUuid(id)) {
    throw faults.BAD_REQUEST({ violations: [{ at: '/cursor', wants: 'the nextCursor of the page before' }] })
  }
  return { at: moment, id }
}

/** Splits off the row that only shows that there is a next page. */
export function pageOf<Row>(
  rows: Row[],
  limit: number,
  place: (row: Row) => Place,
): { rows: Row[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, nextCursor: rows.length > limit && last ? cursorOf(place(last)) : null }
}

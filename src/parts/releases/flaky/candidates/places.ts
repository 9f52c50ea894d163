import { z } from 'zod'
import { faults } from '../../../../kit/fault.ts'
import { uuid } from '../../../../kit/listing.ts'

/** A place in the list of tests, which is by title. */
export interface TestPlace {
  title: string
  id: string
  environment: string
}

const place = z.tuple([z.string().max(500), uuid, z.string().max(100)])

export const placeAfter = ({ title, id, environment }: TestPlace): string =>
  Buffer.from(JSON.stringify([title, id, environment])).toString('base64url')

/** @throws BAD_REQUEST for what is no cursor of ours */
export function placeIn(cursor: string | undefined): TestPlace | null {
  if (cursor === undefined) return null
  const read = place.safeParse(jsonIn(Buffer.from(cursor, 'base64url').toString()))
  if (!read.success || read.data[0].includes('\0'))
    throw faults.BAD_REQUEST({ violations: [{ at: '/cursor', wants: 'the nextCursor of the page before' }] })
  const [title, id, environment] = read.data
  return { title, id, environment }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

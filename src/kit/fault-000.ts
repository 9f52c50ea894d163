import { type Fault, faults } from './fault.ts'

/** A refusal in the very words of source system 000: `body` leaves as it is, so no secret belongs in it. */
export const refused000 = (
  status: number,
  body: Readonly<Record<string, unknown>>,
  { headers = {}, cause }: { headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
): Fault => faults.REFUSED_AS_000({ status, body, headers }, { cause })

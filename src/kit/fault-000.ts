import { type Fault, faults, shownOf } from './fault.ts'

/** A refusal in the very words of source system 000: `body` leaves as it is, so no secret belongs in it. */
export const refused000 = (
  status: number,
  body: Readonly<Record<string, unknown>>,
  { headers = {}, cause }: { headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
): Fault => faults.REFUSED_AS_000({ status, body, headers }, { cause })

/** What to do about it where source system 000's clients are. */
export const hint000 = ({ spec }: Fault): string => spec.hint000 ?? spec.hint

/** The source's members as they are, and behind them what the fault shows in our own dialect: its hint stands among them. */
export const withShown = (
  members: Readonly<Record<string, unknown>>,
  fault: Fault,
): Record<string, unknown> => ({
  ...members,
  ...shownOf(fault),
  ...members,
})

import { Fault, faults } from '../../../kit/fault.ts'
import type { StreamedBody } from '../../../kit/http-stream.ts'
import type { SentBody } from '../../../kit/route.ts'
import { heldBytes } from './sizes.ts'

/** A body on its way to the provider. */
export interface Sending {
  body: Uint8Array | StreamedBody | undefined
  /** It is held whole, so that a second request can carry it. */
  mayRepeat: boolean
  /** Why the caller's own side broke it off; the provider is not to blame then. */
  broken(): Fault | null
}

/** Holds a short body, whose length is then told anew; a longer one passes through. @throws BODY_TOO_LARGE, BAD_REQUEST */
export async function sendingOf(given: SentBody | null): Promise<Sending> {
  if (given === null) return { body: undefined, mayRepeat: true, broken: () => null }
  const reader = given.stream.getReader()
  const held: Uint8Array[] = []
  let size = 0
  while (size <= heldBytes) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      throw brokenBy(error)
    })
    if (done) return { body: Buffer.concat(held), mayRepeat: true, broken: () => null }
    held.push(value)
    size += value.length
  }
  let broken: Fault | null = null
  const stream = passing(held, reader, (error) => (broken = brokenBy(error)))
  return { body: { stream, bytes: given.bytes }, mayRepeat: false, broken: () => broken }
}

function passing(
  held: Uint8Array[],
  reader: ReadableStreamDefaultReader<Uint8Array>,
  onBroken: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const first = held.shift()
        if (first) return controller.enqueue(first)
        try {
          const { done, value } = await reader.read()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          onBroken(error)
          controller.error(error)
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

const brokenBy = (error: unknown): Fault =>
  error instanceof Fault
    ? error
    : faults.BAD_REQUEST({ violations: [{ at: '/', wants: 'a whole body' }] }, { cause: error })

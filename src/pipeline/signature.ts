import { type Fault, faults } from '../kit/fault.ts'
import type { Part, Signatures } from '../kit/part.ts'
import type { Known, Route } from '../kit/route.ts'
import { readWhole } from './body.ts'
import type { Exchange, Step } from './steps.ts'

type Signable = Extract<Known, { kind: 'scope' }>

const signable = ({ who }: Route): Signable | null =>
  who.kind === 'scope' && who.orSigned !== undefined ? who : null

/**
 * Who signed the body, where a route takes that in place of a key. One that is there is looked at even beside a key: a
 * wrong one is refused whoever sends it. A body is read only for a signature that has the right form.
 */
export function signatureBy(parts: readonly Part[]): Step {
  const [signatures] = parts.flatMap((part) => part.signatures ?? [])
  return {
    name: 'signature',
    concerns: (route) => signable(route) !== null,
    run: (exchange) => (signatures ? look(exchange, signatures) : undefined),
  }
}

async function look(exchange: Exchange, signatures: Signatures): Promise<void> {
  const { world, route, asked, request } = exchange
  const given = signatures.isGiven(world, asked)
  const refuse = (): Fault => {
    signatures.refused(world)
    return faults.SIGNATURE_INVALID()
  }
  if (given === 'malformed') throw refuse()
  if (given === 'none') {
    if (exchange.caller === null && signable(route)?.orSigned === 403) throw refuse()
    return
  }
  exchange.raw = await readWhole(request, route.body?.maxBytes)
  const caller = await signatures.callerOf(world, asked, exchange.raw)
  if (caller === null) throw refuse()
  exchange.caller ??= caller
}

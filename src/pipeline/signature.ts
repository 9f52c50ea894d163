import { type Fault, faults } from '../kit/fault.ts'
import type { Part, Signatures } from '../kit/part.ts'
import type { Asked, Known, Route } from '../kit/route.ts'
import { longestBody, readWhole } from './body.ts'
import type { Exchange, Step } from './steps.ts'
import { longestUnproven, whileUnproven } from './unproven.ts'

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
  const { world, route, asked, caller } = exchange
  const given = signatures.isGiven(world, asked)
  const refuse = (): Fault => {
    signatures.refused(world)
    return faults.SIGNATURE_INVALID()
  }
  if (given === 'malformed' || (given === 'no secret' && caller === null)) throw refuse()
  if (given === 'none') {
    if (caller === null && signable(route)?.orSigned === 403) throw refuse()
    return
  }
  // A key that is not good is refused further on, and nothing beside it makes up for it.
  if (given === 'no secret' || (caller === null && hasCredential(asked))) return
  const signer = caller === null ? await prove(exchange, signatures) : await proveBeside(exchange, signatures)
  if (signer === null) throw refuse()
  exchange.caller ??= signer
}

/** An empty one is none: of a CI whose secret is not set. */
const hasCredential = ({ header }: Asked): boolean =>
  Boolean(header('x-api-key') || header('x-admin-key')) || /^bearer \S/i.test(header('authorization') ?? '')

/** Of a known caller: its body may be as large as the route takes. */
async function proveBeside(exchange: Exchange, signatures: Signatures) {
  const { world, route, asked, request } = exchange
  exchange.raw = await readWhole(request, route.body?.maxBytes)
  return signatures.callerOf(world, asked, exchange.raw)
}

/** Of a stranger: who signed it is known when it is whole. */
async function prove(exchange: Exchange, signatures: Signatures) {
  const { world, route, asked, request } = exchange
  refuseUnsigned(route, asked)
  const limitBytes = Math.min(route.body?.maxBytes ?? longestBody, longestUnproven)
  return whileUnproven(world, asked, async (came) => {
    exchange.raw = await readWhole(request, limitBytes, { came, tooLarge: faults.SIGNED_BODY_TOO_LARGE })
    return signatures.callerOf(world, asked, exchange.raw)
  })
}

/** Whoever recorded a signed body could send it again with another query: it may say nothing of the body. */
function refuseUnsigned(route: Route, { url }: Asked): void {
  if (route.input === undefined) return
  const beside = signable(route)?.besideSignature ?? []
  const names = [...new URL(url).searchParams.keys()].filter((name) => !beside.includes(name))
  if (names.length === 0) return
  const violations = [...new Set(names)].map((name) => ({
    at: `/${name}`,
    wants: 'to stand in the signed body',
  }))
  throw faults.QUERY_UNSIGNED({ violations: violations.slice(0, 20) })
}

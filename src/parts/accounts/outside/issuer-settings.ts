import { z } from 'zod'
import { Mistake, type Reading, text } from '../../../kit/settings.ts'
import { httpAddress, keyIn } from './clerk-settings.ts'
import { algorithms, type KeySource, type TrustedIssuer } from './issuer.ts'

const words = z.array(z.string().min(1).max(500)).min(1).max(50)
const oneOrMore = z.union([
  z
    .string()
    .min(1)
    .max(500)
    .transform((word) => [word]),
  words,
])

const entryShape = z
  .strictObject({
    issuer: z.string().min(1).max(500),
    jwks: z.string().min(1).max(1000).optional(),
    pem: z.string().min(1).max(10_000).optional(),
    audience: oneOrMore.optional(),
    authorizedParties: oneOrMore.optional(),
    algorithms: z.array(z.enum(algorithms)).min(1).default(['RS256']),
    vouchesForAddress: z.boolean().default(false),
  })
  .refine(({ jwks, pem }) => jwks === undefined || pem === undefined, 'has both jwks and pem; keep one')
  .refine(
    ({ audience, authorizedParties }) => audience !== undefined || authorizedParties !== undefined,
    'needs audience or authorizedParties, else tokens for other apps of the issuer would do, too',
  )

const listShape = z.array(entryShape).min(1).max(20)

export const issuerSettings = {
  issuers: {
    ...text(
      'KEYHOLD_ISSUERS',
      'Issuers whose tokens people may come with: a JSON list, or the path of a file that holds it. Default none.',
    ),
    read: readIssuers,
  },
}

function readIssuers(raw: string | undefined, reading: Reading): readonly TrustedIssuer[] {
  if (raw === undefined) return []
  const parsed = listShape.safeParse(parse(/^\s*[[{]/.test(raw) ? raw : fileText(raw, reading)))
  if (!parsed.success) {
    const [{ path, message } = { path: [], message: 'is no list of issuers' }] = parsed.error.issues
    throw new Mistake(`entry ${path.map(String).join('.') || '0'}: ${message}`)
  }
  const issuers = parsed.data.map((entry) => issuerFrom(entry, reading))
  const twice = issuers.find(({ issuer }, at) => issuers.findIndex((other) => other.issuer === issuer) !== at)
  if (twice) throw new Mistake(`holds ${twice.issuer} twice`)
  return issuers
}

function issuerFrom(entry: z.infer<typeof entryShape>, { production }: Reading): TrustedIssuer {
  for (const address of [entry.issuer, entry.jwks]) {
    if (address === undefined) continue
    httpAddress(address)
    if (production && !address.startsWith('https:'))
      throw new Mistake(`holds ${address}; production wants https`)
  }
  return {
    issuer: entry.issuer,
    keys: keysOf(entry),
    algorithms: entry.algorithms,
    audience: entry.audience ?? [],
    authorizedParties: entry.authorizedParties ?? [],
    // Else nothing would say whom the token is for.
    mayLackParty: entry.audience !== undefined,
    sessionsAlone: false,
    vouchesForAddress: entry.vouchesForAddress,
  }
}

function keysOf({ jwks, pem, algorithms }: z.infer<typeof entryShape>): KeySource {
  if (pem !== undefined) return { kind: 'pem', key: keyIn(pem, algorithms) }
  return jwks === undefined ? { kind: 'discovery' } : { kind: 'jwks', url: jwks }
}

function fileText(path: string, { readFile }: Reading): string {
  try {
    return readFile(path)
  } catch (cause) {
    throw new Mistake(
      `the file ${path} cannot be read (${(cause as { code?: string }).code ?? 'error'}); check its path and its owner`,
    )
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new Mistake('is no JSON; wants a list of issuers, or the path of a file that holds one')
  }
}

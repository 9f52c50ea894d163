import type { z } from 'zod'
import { addressesOf, baseUrlMistake, withBaseUrl } from './base-url.ts'
import { demoIds, knownProviders, providersWithoutAddress } from './known.ts'
import { oidcDefaults } from './oidc.ts'
import { isJsonObject, type JsonObject } from './pointer.ts'
import { type ListedProvider, providerSchema } from './provider.ts'

export interface CatalogueInput {
  /** JSON files of the operator's: one provider, a list, or `{ "providers": [...] }`. They add and override. */
  userFiles?: readonly { name: string; text: string }[]
  /** `<PROVIDER>_BASE_URL` by provider id. Ids that no provider has are left alone. */
  baseUrls?: Readonly<Record<string, string>>
  /** Wants https everywhere and lists no demo provider. */
  production: boolean
}

/** One thing that is wrong, where, and what to do. */
export interface CatalogueMistake {
  /** A file's name or a variable's. */
  where: string
  /** Id of the provider, or its place in the file; `null` for the file itself. */
  provider: string | null
  /** Path of the field, dots inside; `null` for the whole entry. */
  field: string | null
  problem: string
  cure: string
}

export interface Catalogue {
  providers: ReadonlyMap<string, ListedProvider>
  /** Everything that is wrong, at once. A program starts only when it is empty. */
  mistakes: readonly CatalogueMistake[]
}

/** Reads the providers that come with Keyhold and those of the operator's files. Never throws. */
export function readCatalogue({ userFiles = [], baseUrls = {}, production }: CatalogueInput): Catalogue {
  const mistakes: CatalogueMistake[] = []
  const providers = new Map(knownProviders.map((provider) => [provider.id, provider]))
  for (const provider of providersWithoutAddress) {
    if (baseUrls[provider.id] !== undefined) providers.set(provider.id, provider)
  }
  const seen = new Map<string, string>()
  for (const file of userFiles) {
    for (const entry of entriesOf(file, mistakes)) {
      const { id } = entry.value
      const known = typeof id === 'string' ? providers.get(id) : undefined
      const provider = readEntry(entry, known, seen, mistakes)
      if (provider) providers.set(provider.id, provider)
    }
  }
  for (const provider of providers.values()) {
    const settled = settle(provider, baseUrls[provider.id], production, mistakes)
    if (settled) providers.set(provider.id, settled)
    else providers.delete(provider.id)
  }
  return { providers, mistakes }
}

/** A mistake as one line for a person. */
export function mistakeText({ where, provider, field, problem, cure }: CatalogueMistake): string {
  const place = [where, provider && `provider ${provider}`, field].filter((part) => part !== null).join(', ')
  return `${place}: ${problem}; ${cure}`
}

/** `my-idp` -> `MY_IDP`, the first part of a provider's environment variables. */
export const variablePrefixOf = (id: string): string => id.toUpperCase().replaceAll('-', '_')

interface Entry {
  file: string
  place: string
  value: JsonObject
}

function entriesOf(file: { name: string; text: string }, mistakes: CatalogueMistake[]): Entry[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(file.text)
  } catch (error) {
    mistakes.push(
      mistake(
        file.name,
        null,
        null,
        `is not JSON (${(error as Error).message.replace(/\s+/g, ' ')})`,
        'mend it there',
      ),
    )
    return []
  }
  const listed = isJsonObject(parsed) && Array.isArray(parsed.providers) ? parsed.providers : parsed
  const values = Array.isArray(listed) ? listed : [listed]
  return values.flatMap((value: unknown, index) => {
    const place = isJsonObject(value) && typeof value.id === 'string' ? value.id : `number ${index + 1}`
    if (isJsonObject(value)) return [{ file: file.name, place, value }]
    mistakes.push(mistake(file.name, place, null, 'is not an object', 'write each provider as { "id": … }'))
    return []
  })
}

function readEntry(
  { file, place, value }: Entry,
  known: ListedProvider | undefined,
  seen: Map<string, string>,
  mistakes: CatalogueMistake[],
): ListedProvider | null {
  const before = seen.get(place)
  if (before !== undefined) {
    mistakes.push(mistake(file, place, 'id', `is already in ${before}`, 'keep one of the two'))
    return null
  }
  seen.set(place, file)
  const { hooks, ...inherited } = known ?? { hooks: {}, ...(value.discovery === true && oidcDefaults) }
  const read = providerSchema.safeParse({ ...inherited, ...value })
  if (read.success) return { ...read.data, hooks }
  mistakes.push(...read.error.issues.flatMap((issue) => wordsOf(issue, file, place)))
  return null
}

function wordsOf(issue: z.core.$ZodIssue, file: string, place: string): CatalogueMistake[] {
  const field = issue.path.join('.') || null
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      mistake(
        file,
        place,
        [...issue.path, key].join('.'),
        'is not a field',
        'check its spelling or take it out',
      ),
    )
  }
  if (issue.code === 'invalid_type' && issue.input === undefined) {
    return [mistake(file, place, field, `is missing (${issue.expected})`, 'add it')]
  }
  if (issue.code === 'invalid_value') {
    return [mistake(file, place, field, `wants one of: ${issue.values.join(', ')}`, 'use one of them')]
  }
  return [mistake(file, place, field, issue.message, 'mend it')]
}

/** The provider as it will be called, or `null` when it may not be listed. */
function settle(
  provider: ListedProvider,
  baseUrl: string | undefined,
  production: boolean,
  mistakes: CatalogueMistake[],
): ListedProvider | null {
  const variable = `${variablePrefixOf(provider.id)}_BASE_URL`
  if (production && demoIds.has(provider.id)) {
    mistakes.push(
      mistake(variable, provider.id, null, 'is a demo and never in production', `unset ${variable}`),
    )
    return null
  }
  if (baseUrl !== undefined) {
    const problem = baseUrlMistake(baseUrl, production)
    if (problem === null) return withBaseUrl(provider, baseUrl)
    mistakes.push(mistake(variable, provider.id, null, `found "${baseUrl}", ${problem}`, 'mend or unset it'))
    return provider
  }
  const plain = production ? addressesOf(provider).find((url) => url.startsWith('http:')) : undefined
  if (plain === undefined) return provider
  mistakes.push(mistake('catalogue', provider.id, null, `${plain} is not https`, 'production wants https'))
  return null
}

const mistake = (
  where: string,
  provider: string | null,
  field: string | null,
  problem: string,
  cure: string,
): CatalogueMistake => ({ where, provider, field, problem, cure })

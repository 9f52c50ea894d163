import type { Catalogue } from '../catalogue/catalogue.ts'
import { catalogueOf } from '../catalogue/of-datamodel.ts'
import { type Objection, objectionsAtMost, objectionsTo } from '../text/objection.ts'
import { type Outlined, outlineOf } from '../text/outline.ts'
import { hasForeignKeys, previewFeaturesOf, providerOf, type Sanitised, sanitise } from '../text/sanitise.ts'
import { lineCounter, type SchemaFile } from '../text/schema-file.ts'
import { maskSecrets } from '../text/secrets.ts'
import type { Datamodel } from './datamodel.ts'
import { complaintsAbout, datamodelOf, knownFeatures } from './prisma.ts'

/** A valid schema, in all the forms that the rules want. */
export interface ReadSchema {
  /** The user's files without what X11 forbids to keep. */
  files: readonly Sanitised[]
  /** With what the engine wants to find in some file. */
  engineFiles: readonly SchemaFile[]
  provider: string
  /** The files say no provider. */
  isProviderGuessed: boolean
  datamodel: Datamodel
  outline: ReadonlyMap<string, Outlined>
  catalogue: Catalogue
}

/** Where the generators and the datasource stand that the engine is shown. No user's file has such a name. */
const ownFile = '<keyhold>'

/** @returns what is wrong, at the user's own lines, where the schema is not valid */
export function readSchema(given: readonly SchemaFile[]): ReadSchema | { objections: Objection[] } {
  const files = given.map(sanitise)
  const objections = files.flatMap(objectionsTo).slice(0, objectionsAtMost)
  if (objections.length > 0) return { objections }
  const named = providerOf(files)
  const provider = named ?? 'postgresql'
  const hasDatasource = files.some(({ scan }) => scan.blocks.some(({ keyword }) => keyword === 'datasource'))
  const engineFiles = [
    ...files.map(({ path, content }) => ({ path, content })),
    { path: ownFile, content: ownBlocks(given, hasDatasource ? null : provider) },
  ]
  let datamodel: Datamodel
  try {
    datamodel = datamodelOf(engineFiles)
  } catch (error) {
    return { objections: complaints(engineFiles, files, error) }
  }
  const outline = outlineOf(files)
  return {
    files,
    engineFiles,
    provider,
    isProviderGuessed: named === null,
    datamodel,
    outline,
    catalogue: catalogueOf(provider, hasForeignKeys(files), datamodel, outline),
  }
}

function ownBlocks(files: readonly SchemaFile[], provider: string | null): string {
  const known = new Set(knownFeatures())
  const features = new Set(
    files.flatMap(({ content }) => previewFeaturesOf(content)).filter((each) => known.has(each)),
  )
  const list = [...features].map((each) => `"${each}"`).join(', ')
  const generator = `generator client {\n  provider = "prisma-client-js"\n  previewFeatures = [${list}]\n}\n`
  return provider === null ? generator : `${generator}datasource db {\n  provider = "${provider}"\n}\n`
}

/** @throws the engine's own error where it is not about the schema: its memory cannot be trusted any more */
function complaints(
  engineFiles: readonly SchemaFile[],
  files: readonly Sanitised[],
  error: unknown,
): Objection[] {
  if (error instanceof WebAssembly.RuntimeError) throw error
  const found = complaintsAbout(engineFiles)
    .slice(0, objectionsAtMost)
    .map(({ file, start, message }) => {
      const content = files.find(({ path }) => path === file)?.content
      const line = content === undefined ? 1 : lineCounter(content)(start)
      return {
        file: content === undefined ? (files[0]?.path ?? '') : file,
        line,
        message: maskSecrets(message),
      }
    })
  if (found.length === 0) throw error
  return found
}

/** For a schema that is not there yet. */
export const noCatalogue = (provider: string): Catalogue => ({
  provider,
  tables: new Map(),
  enums: new Map(),
})

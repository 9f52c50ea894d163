import * as prisma from '@prisma/prisma-schema-wasm'
import * as engineModule from '@prisma/schema-engine-wasm/schema_engine_bg'
import { packagedBytes } from '../../../../kit/packaged.ts'
import type { SchemaFile } from '../text/schema-file.ts'
import { noDatabase } from './database.ts'
import type { Datamodel } from './datamodel.ts'

/**
 * Prisma's own engine in WebAssembly, offline. Its packages say that their interface changes without warning: both are pinned
 * to one version. A crash of it poisons its memory for every later call, so that this module belongs into a worker alone.
 */

/** What the engine has against a schema. */
export interface Complaint {
  file: string
  /** UTF-16 index into that file. */
  start: number
  message: string
}

/** Empty when the schema is valid. Over thousands of mistakes it takes seconds. */
export function complaintsAbout(files: readonly SchemaFile[]): Complaint[] {
  const said = JSON.parse(prisma.lint(JSON.stringify(pairs(files)))) as {
    file_name: string
    start: number
    text: string
    is_warning: boolean
  }[]
  return said
    .filter((each) => !each.is_warning)
    .map(({ file_name, start, text }) => ({ file: file_name, start, message: text }))
}

/** @throws Error with the engine's words, coloured, when the schema is not valid */
export const datamodelOf = (files: readonly SchemaFile[]): Datamodel =>
  JSON.parse(prisma.get_datamodel(JSON.stringify({ prismaSchema: pairs(files) }))) as Datamodel

const pairs = (files: readonly SchemaFile[]) => files.map(({ path, content }) => [path, content])

/** Preview features that this version knows; it refuses a schema that names another. */
export const knownFeatures = (): string[] => JSON.parse(prisma.preview_features()) as string[]

/** Whose SQL this engine writes in WebAssembly. */
export type ScriptedProvider = 'postgresql' | 'sqlite'
export const isScripted = (provider: string): provider is ScriptedProvider =>
  provider === 'postgresql' || provider === 'sqlite'

/** The SQL that leads from one valid schema to another; from nothing where `base` is null. */
export async function scriptBetween(
  provider: ScriptedProvider,
  base: readonly SchemaFile[] | null,
  target: readonly SchemaFile[],
): Promise<string> {
  const engine = await engineFor(provider)
  const { stdout } = await engine.diff({
    from: base ? { tag: 'schemaDatamodel', files: plain(base) } : { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: plain(target) },
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  })
  return stdout ?? ''
}

const plain = (files: readonly SchemaFile[]) => files.map(({ path, content }) => ({ path, content }))

type Engine = engineModule.SchemaEngine
const engines = new Map<ScriptedProvider, Promise<Engine>>()
let isLoaded = false

function engineFor(provider: ScriptedProvider): Promise<Engine> {
  let engine = engines.get(provider)
  if (!engine) {
    load()
    const adapter = noDatabase(provider === 'postgresql' ? 'postgres' : provider)
    engine = engineModule.SchemaEngine.new({ datamodels: undefined }, () => undefined, adapter)
    engines.set(provider, engine)
  }
  return engine
}

/** As the package's own entry does, whose way to import WebAssembly not every Node 24 knows. */
function load(): void {
  if (isLoaded) return
  const bytes = packagedBytes('@prisma/schema-engine-wasm/schema_engine_bg', 'schema_engine_bg.wasm')
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    './schema_engine_bg.js': engineModule as unknown as WebAssembly.ModuleImports,
  })
  engineModule.__wbg_set_wasm(exports)
  ;(exports.__wbindgen_start as () => void)()
  isLoaded = true
}

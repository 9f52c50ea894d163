import { ask, type Got } from '../../ask.ts'

/** Schema diffs as Keyhold tells them: scores and severities 0 to 100. */

export type KeptDiff = Got<'/internal/schema/diffs'>['diffs'][number]
export type WholeDiff = Got<'/internal/schema/diffs/{id}'>
export type Schemas = WholeDiff['schemas']
export type SchemaFile = Schemas['base'][number]

export type Report = WholeDiff['report']
export type Finding = Report['findings'][number]
export type Ignored = Report['ignored'][number]
export type Place = Finding['place']
export type Rename = Report['renames'][number]

export type Comparison = { baseSchema: string; targetSchema: string; migration?: string }

export const schemaApi = {
  list: (query: { repository: string; cursor?: string; limit: number }) =>
    ask.get('/internal/schema/diffs', { query }),
  one: (id: string) => ask.get('/internal/schema/diffs/{id}', { path: { id } }),
  /** Without a repository nothing is kept. */
  compare: (body: Comparison) => ask.post('/internal/schema/diff', { body }),
}

import { ask, type Got, type Sent } from '../../ask.ts'
import { call } from '../../call.ts'

/** Journeys and their runs, as Keyhold tells them: shares 0 to 1. */

export type Journey = Got<'/internal/journey/journeys'>['journeys'][number]
export type Standing = Journey['standing']

export type Run = Got<'/internal/journey/runs'>['runs'][number]
export type Outcome = NonNullable<Run['outcome']>
export type Mistake = NonNullable<Run['error']>
export type Step = Got<'/internal/journey/runs/{id}'>['steps'][number]

export type Figures = Got<'/internal/journey/journeys/{name}/figures'>
export type Uptime = Figures['uptime'][Window]
export type StepFigures = Figures['steps'][number]
export type Budget = NonNullable<Figures['budget']>
export type Window = keyof Figures['uptime']
export const windows = ['24h', '7d', '30d'] as const satisfies Window[]

export type RunWish = Pick<Sent<'post', '/internal/journey/run'>, 'journey' | 'scenarios' | 'mode'>

type Pair = { name: string; value: string }
export type Call = {
  pageref: string
  time: number
  comment?: string
  request: { method: string; url: string; headers: Pair[]; postData?: { text: string } }
  response: { status: number; statusText: string; headers: Pair[]; content: { text?: string; size: number } }
}
/** The calls of a run in HAR 1.2, which the API's document names and does not repeat. */
export type Har = { log: { pages: { id: string; title: string }[]; entries: Call[] } }

const type = 'application/yaml'

export const journeysApi = {
  list: (after?: string) => ask.get('/internal/journey/journeys', { query: { limit: 25, after } }),
  one: (name: string) => ask.get('/internal/journey/journeys/{name}', { path: { name } }),
  figures: (name: string) => ask.get('/internal/journey/journeys/{name}/figures', { path: { name } }),
  keep: (name: string, body: string) =>
    ask.put('/internal/journey/journeys/{name}', { path: { name }, body, type }),
  check: (body: string) => ask.post('/internal/journey/check', { body, type }),
  rest: (name: string, isPaused: boolean) =>
    ask.patch('/internal/journey/journeys/{name}', { path: { name }, body: { isPaused } }),
  remove: (name: string) => ask.delete('/internal/journey/journeys/{name}', { path: { name } }),
  /** Answers at once: the run goes on by itself. */
  run: (wish: RunWish) => ask.post('/internal/journey/run', { body: { ...wish, wait: 0 } }),
  runs: (query: { journey?: string; outcome?: Outcome; cursor?: string; limit: number }) =>
    ask.get('/internal/journey/runs', { query }),
  secrets: () => ask.get('/internal/journey/secrets'),
  keepSecret: (name: string, value: string) =>
    ask.put('/internal/journey/secrets/{name}', { path: { name }, body: { value } }),
  removeSecret: (name: string) => ask.delete('/internal/journey/secrets/{name}', { path: { name } }),
  runOf: (id: string) => ask.get('/internal/journey/runs/{id}', { path: { id } }),
  har: (id: string) => call<Har>('GET', `/internal/journey/runs/${encodeURIComponent(id)}/har`),
}

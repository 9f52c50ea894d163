import type { Answer, Got } from './asked.ts'
import type { paths } from './schema.ts'

export type Connection = Got<'/api/connections/{id}'>
export type ConnectionStatus = Connection['status']
export type Token = Got<'/api/connections/{id}/token'>
export type Entry = Got<'/api/connections/{id}/timeline'>['entries'][number]
export type Provider = Got<'/api/providers'>['providers'][number]
export type Activity = Got<'/api/connections/{id}/activities'>['data'][number]
export type ConnectLink = Answer<'post', '/api/connections/sessions'>

type FigureIn<Path> = Path extends `/api/connections/{id}/stats/${infer Figure}` ? Figure : never
type PublicFigureIn<Path> = Path extends `/strava/stats/${infer Figure}` ? Figure : never

/** What can be asked of a connection's statistics. */
export type Figure = FigureIn<keyof paths>
export type StatsOf<F extends Figure> = Got<`/api/connections/{id}/stats/${F}`>

/** What the deployment's owner shows to everyone. */
export type PublicFigure = PublicFigureIn<keyof paths>
export type PublicStatsOf<F extends PublicFigure> = Got<`/strava/stats/${F}`>

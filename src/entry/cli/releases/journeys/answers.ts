import type { Answer, Got } from '../../server.ts'

/** What the server answers about journeys. */

/** One run, in source 004's form. */
export type Result = Answer<'post', '/internal/journey/run'>
export type Step = Result['journey']['steps'][number]

export type Run = Got<'/internal/journey/runs'>['runs'][number]
export type Journeys = Got<'/internal/journey/journeys'>
export type Journey = Journeys['journeys'][number]
export type Figures = Got<'/internal/journey/journeys/{name}/figures'>

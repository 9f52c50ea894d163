import type { Slice } from '../slice.ts'

export const journeys: Slice = { faults: {}, events: {}, routes: [], jobs: [], tables: [] }

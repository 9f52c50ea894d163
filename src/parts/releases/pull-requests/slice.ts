import type { Slice } from '../slice.ts'

export const pullRequests: Slice = { faults: {}, events: {}, routes: [], jobs: [], tables: [] }

import type { Slice } from '../slice.ts'

export const schema: Slice = { faults: {}, events: {}, routes: [], jobs: [], tables: [] }

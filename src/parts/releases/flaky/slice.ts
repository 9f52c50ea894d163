import type { Slice } from '../slice.ts'

export const flaky: Slice = { faults: {}, events: {}, routes: [], jobs: [], tables: [] }

import { runDue } from '../../../src/entry/netlify/index.ts'

/** What a server does by itself: refreshes, deliveries, syncs, the audit log's blocks. Netlify's clock alone calls it. */
export default runDue

export const config = { schedule: '* * * * *' }

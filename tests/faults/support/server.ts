import { start } from '../../../src/entry/node/start.ts'

/** A whole server process, as `keyhold start` runs it, that tells its test when it is up and ends with it. */
process.once('disconnect', () => process.exit(0))
const running = await start({ environment: process.env })
process.once('SIGTERM', () => void running.stop().then(() => process.exit(0)))
process.send?.({ url: running.url })

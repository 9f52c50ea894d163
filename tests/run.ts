/**
 * `npm test` runs every test, `npm test -- word` those whose path has the word, `npm run test:faults` the long form of
 * the fault suites. Units share two processes; suites that own servers get one each; all share one PostgreSQL.
 */
const wantedMajor = 24
const given = process.versions.node

if (Number(given.split('.')[0]) < wantedMajor) {
  console.error(
    `Keyhold's tests need Node ${wantedMajor} or newer, and this is ${given}. On Linux, npm ci brings one and npm test uses it; elsewhere install it from https://nodejs.org.`,
  )
  process.exit(1)
}

// Loaded only now: an older Node would stumble over it before it could say so.
const { runTests } = await import('./house/run-suites.ts')
process.exit(await runTests(process.argv.slice(2), (text) => console.log(text)))

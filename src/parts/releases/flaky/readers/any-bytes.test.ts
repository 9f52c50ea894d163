import { test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { fixture, fixtureNames } from './fixtures.fixture.ts'
import { identify } from './identity.ts'
import { readReport } from './read-report.ts'
import { type Report, reportFormats, ReportTrouble } from './report.ts'

const fixtures = fixtureNames.map(fixture)

const scraps =
  String.raw`< > & " { } [ ] , : null -1e999 \ud800 <!DOCTYPE<a> <![CDATA[ ]]> </testcase> <flakyFailure/> __proto__
  <testcase_name="a"> "invocations":1e9, "retries":1e9, ok 1 1..0 Bail_out! #_Subtest:_a --- ... TAP_version_14 pragma_+bail`
    .split(/\s+/)
    .map((scrap) => scrap.replaceAll('_', ' '))
    .concat(
      '\0',
      '\n',
      '\r',
      '\u2028',
      '    ',
      '  ---\n',
      '  ...\n',
      '        ok 1 - x {\n',
      '}\n',
      '\nok 1 - y\n',
    )
    .map((scrap) => Buffer.from(scrap))

interface Change {
  at: number
  cut: number
  put: Buffer
}

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(50_000),
  cut: fc.oneof(fc.nat(20), fc.nat(20_000)),
  put: fc.oneof(
    fc.constantFrom(...scraps),
    fc.uint8Array({ maxLength: 8 }).map((bytes) => Buffer.from(bytes)),
  ),
})

const changed = (bytes: Buffer, changes: readonly Change[]): Buffer =>
  changes.reduce((text, { at, cut, put }) => {
    const from = at % (text.length + 1)
    return Buffer.concat([text.subarray(0, from), put, text.subarray(from + cut)])
  }, bytes)

const hints = fc.oneof(fc.constant({}), fc.record({ format: fc.constantFrom(...reportFormats) }))

/** Read, with texts that PostgreSQL can keep, or refused with a place. */
function isHarmless(read: () => Report): boolean {
  try {
    const report = read()
    identify(report, { repository: 'acme/app' })
    const areTextsKept = textsOf(structuredClone(report)).every(
      (text) => text.isWellFormed() && !text.includes('\0'),
    )
    return areTextsKept && report.cases.every(({ name, attempts }) => name !== '' && attempts.length > 0)
  } catch (error) {
    if (!(error instanceof ReportTrouble)) throw error
    return error.line >= 1 && error.words.isWellFormed() && error.words.length < 600
  }
}

function textsOf({ cases, warnings }: Report): string[] {
  const words = warnings.map((warning) => warning.words)
  const texts = cases.flatMap(({ file, className, suite, name, project, attempts }) =>
    suite.concat(
      name,
      file ?? '',
      className ?? '',
      project ?? '',
      ...attempts.map(({ message }) => message ?? ''),
    ),
  )
  return words.concat(texts)
}

test('F2: no mutation of a real report makes the reader throw anything but its own trouble', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...fixtures),
      fc.array(change, { minLength: 1, maxLength: 4 }),
      hints,
      (bytes, changes, hint) => isHarmless(() => readReport(changed(bytes, changes), hint)),
    ),
    { numRuns: 1_500 },
  )
})

test('F2: no bytes at all do', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.constantFrom(...scraps), fc.uint8Array({ maxLength: 20 })), { maxLength: 30 }),
      hints,
      (scrap, hint) => isHarmless(() => readReport(Buffer.concat(scrap), hint)),
    ),
    { numRuns: 1_500 },
  )
})

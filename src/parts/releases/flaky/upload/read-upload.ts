import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { checked, parseJson, type Violation } from '../../../../kit/checked.ts'
import { Fault } from '../../../../kit/fault.ts'
import { sha256, sha256Parts } from '../../../../kit/hash.ts'
import { defaultRepository } from '../../envelope/envelope.ts'
import { type Checkout, repositoryFile } from '../readers/file-names.ts'
import { identify } from '../readers/identity.ts'
import { readReport } from '../readers/read-report.ts'
import { type Report, type ReportFormat, ReportTrouble, type ReportWarning } from '../readers/report.ts'
import { cleanName } from '../readers/text/wording.ts'
import { uploadMembers } from './members.ts'
import { packCases, type PackedCase } from './pack.ts'
import { type Asked, longestUpload, mostFiles, type ReadAnswer, type Upload } from './packed.ts'
import { sharedNames, withoutDoubles } from './several.ts'
import { isSourceShape, readSourceShape, sourceCases } from './source-shape.ts'

/** Reads whatever a CI sends; runs in a worker. What is wrong with it is an answer, not an error. */
export async function readUpload(asked: Asked): Promise<ReadAnswer> {
  try {
    const bytes = asked.isGzip ? unzipped(asked.bytes) : asked.bytes
    const isForm = /^multipart\/form-data\b/i.test(asked.contentTypeHeader)
    return { kind: 'read', upload: isForm ? await readForm(bytes, asked) : await readBody(bytes, asked) }
  } catch (error) {
    const refused = refusalOf(error)
    if (!refused) throw error
    return refused
  }
}

class TooLarge extends Error {}
class NoForm extends Error {}
/** Trouble in one of several files. */
class FileTrouble extends Error {
  readonly trouble: ReportTrouble
  readonly file: string | null
  constructor(trouble: ReportTrouble, file: string | null) {
    super(trouble.message)
    this.trouble = trouble
    this.file = file
  }
}

function refusalOf(error: unknown): ReadAnswer | null {
  if (error instanceof TooLarge) return { kind: 'large' }
  if (error instanceof NoForm) return { kind: 'form' }
  if (error instanceof FileTrouble)
    return { kind: 'trouble', trouble: error.trouble.toJSON(), file: error.file }
  if (!(error instanceof Fault)) return null
  const { position, line, column, violations } = error.context
  if (error.code === 'BAD_REQUEST') return { kind: 'violations', violations: violations as Violation[] }
  if (error.code !== 'BAD_JSON') return null
  return { kind: 'json', position: position as number, line: line as number, column: column as number }
}

function unzipped(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: longestUpload })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new TooLarge()
    throw new NoForm('not gzip', { cause: error })
  }
}

async function readBody(bytes: Uint8Array, asked: Asked): Promise<Upload> {
  if (asked.format === null && looksLikeSource(bytes)) return readSource(bytes, asked)
  try {
    const file = { name: null, type: asked.contentTypeHeader, bytes }
    return await uploadOf([file], asked, {})
  } catch (error) {
    // JSON of no known format is meant for us: say what it lacks, with the place.
    const isUnknown = error instanceof FileTrouble && error.trouble.code === 'REPORT_UNKNOWN'
    if (isUnknown && asked.format === null && looksLikeJson(bytes)) return readSource(bytes, asked)
    throw error
  }
}

const beginning = (bytes: Uint8Array): string => Buffer.from(bytes.subarray(0, 65_536)).toString('latin1')
const looksLikeJson = (bytes: Uint8Array): boolean => /^(\u00ef\u00bb\u00bf)?\s*[{[]/.test(beginning(bytes))
/** No report format has a member of that name. */
const looksLikeSource = (bytes: Uint8Array): boolean =>
  looksLikeJson(bytes) && /"testName"\s*:/.test(beginning(bytes))

function readSource(bytes: Uint8Array, asked: Asked): Upload {
  const value = parseJson(new TextDecoder().decode(bytes))
  const { tests, ...members } = readSourceShape(
    isSourceShape(value) ? value : { ...Object(value), tests: undefined },
  )
  const repository = members.repository ?? asked.repository ?? defaultRepository
  const found = sourceCases(tests, (members.commit ?? asked.commit) !== null)
  const report = { ...noReport, cases: found.map(({ reported }) => reported) }
  const cases: PackedCase[] = identify(report, groundOf(repository, asked)).map(({ identity }, index) => ({
    identity,
    tries: found[index]!.tries,
  }))
  return {
    members,
    contentHash: sha256(JSON.stringify(asked.folder ? [tests, asked.folder] : tests)),
    format: 'source',
    isComplete: true,
    warnings: tests.length === 0 ? [{ code: 'no_tests', words: 'The body holds no test.' }] : [],
    ...packCases(cases, repository),
  }
}

/** Names of the envelope alone matter here; what a report says beside its cases does not. */
const noReport: Report = {
  format: 'junit',
  showsRetries: true,
  isComplete: true,
  root: null,
  cases: [],
  warnings: [],
}

interface ReportFile {
  name: string | null
  type: string
  bytes: Uint8Array
}

async function readForm(bytes: Uint8Array, asked: Asked): Promise<Upload> {
  const headers = { 'content-type': asked.contentTypeHeader }
  const form = await new Response(Buffer.from(bytes), { headers }).formData().catch((cause: unknown) => {
    throw new NoForm('not a form', { cause })
  })
  const fields: Record<string, string> = {}
  const files: ReportFile[] = []
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value
    else files.push({ name: value.name, type: value.type, bytes: new Uint8Array(await value.arrayBuffer()) })
  }
  if (files.length === 0 || files.length > mostFiles)
    return checked(z.never({ error: `wants 1 to ${mostFiles} files` }), files.length) as never
  files.sort((a, b) => ((a.name ?? '') < (b.name ?? '') ? -1 : 1))
  const given = checked(uploadMembers, fields) as z.infer<typeof uploadMembers>
  const { format = asked.format, root = asked.root, folder = asked.folder, ...members } = given
  return uploadOf(files, { ...asked, format, root, folder }, members)
}

async function uploadOf(
  files: readonly ReportFile[],
  asked: Asked,
  members: Upload['members'],
): Promise<Upload> {
  const repository = (members.repository as string | undefined) ?? asked.repository ?? defaultRepository
  const { folder, ...ground } = groundOf(repository, asked)
  const reports: Report[] = []
  for (const file of files)
    reports.push(named(await reportOf(file, asked.format), files.length > 1 ? file.name : null))
  const { placed, warnings } = withoutDoubles(
    reports.map((report) => placedIn(report, { ...ground, folder })),
    ground,
  )
  // Tests of equal names stay apart over all files of an upload.
  const identified = identify({ ...noReport, cases: placed.flatMap(({ cases }) => cases) }, ground)
  const formats = [...new Set(reports.map(({ format }) => format))]
  return {
    members,
    contentHash: sha256Parts([
      sha256(JSON.stringify([asked.format, asked.root, ...(asked.folder ? [asked.folder] : [])])),
      ...files.map(({ bytes }) => sha256(bytes)),
    ]),
    format: formats.join(' '),
    isComplete: reports.every(({ isComplete }) => isComplete),
    warnings: warningsOf([...reports, { warnings }, { warnings: sharedNames(placed, identified) }]),
    ...packCases(
      identified.map(({ identity, attempts }) => ({ identity, tries: [attempts] })),
      repository,
    ),
  }
}

/** Of several files each says of which its warnings are. */
const named = (report: Report, file: string | null): Report =>
  file === null
    ? report
    : {
        ...report,
        warnings: report.warnings.map(({ code, words }) => ({
          code,
          words: `${cleanName(file, 200)}: ${words}`,
        })),
      }

/** With files as the repository knows them, as a report's own folder is its own. */
const placedIn = (report: Report, ground: Checkout): Report => ({
  ...report,
  root: null,
  cases: report.cases.map((each) => ({
    ...each,
    file: each.file === null ? null : repositoryFile(each.file, ground, report.root),
  })),
})

async function reportOf({ name, type, bytes }: ReportFile, format: ReportFormat | null): Promise<Report> {
  try {
    return await readReport(bytes, {
      ...(format !== null && { format }),
      ...(type !== '' && { contentType: type }),
      ...(name !== null && { name }),
    })
  } catch (error) {
    if (error instanceof ReportTrouble) throw new FileTrouble(error, name)
    throw error
  }
}

const groundOf = (repository: string, { root, folder }: Asked): Checkout => ({
  repository,
  root: root ?? undefined,
  folder: folder ?? undefined,
})

/** Each code once. */
function warningsOf(reports: readonly Pick<Report, 'warnings'>[]): ReportWarning[] {
  const first = new Map<string, ReportWarning>()
  for (const { warnings } of reports)
    for (const warning of warnings) if (!first.has(warning.code)) first.set(warning.code, warning)
  return [...first.values()]
}

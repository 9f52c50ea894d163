import type { Envelope } from '../../envelope/envelope.ts'
import type { ReportWarning } from '../readers/report.ts'

const wholeHash = 40

/** What it lacks, or has for the first time, that the upload says of whom it is about: mostly a slip. */
export const warningsOfNames = (
  { repository, commit }: Envelope,
  isNewRepository: boolean,
): ReportWarning[] => [
  ...(repository === null ? [repositoryMissing] : isNewRepository ? [newRepository(repository)] : []),
  ...(commit === null ? [commitMissing] : commit.length < wholeHash ? [shortCommit(commit)] : []),
]

const repositoryMissing: ReportWarning = {
  code: 'repository_missing',
  words:
    'No repository is named: these tests are kept under "default". Name it with --repository (repository=).',
}

const newRepository = (name: string): ReportWarning => ({
  code: 'repository_is_new',
  words: `Nothing was sent about the repository ${name} before: it is new.`,
})

const commitMissing: ReportWarning = {
  code: 'commit_missing',
  words:
    'No commit is named: what ran again in another run is no retry then, and no test is broken. Name it with --commit (commit=).',
}

/** What came under a part of a hash and what came under the whole are two commits, as nothing here knows the others. */
const shortCommit = (commit: string): ReportWarning => ({
  code: 'commit_is_short',
  words: `The commit ${commit} is a part of a hash. Send the whole one from every machine: another length is another commit, and what ran on it no retry.`,
})

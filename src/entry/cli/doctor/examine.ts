import type { Context } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { nodeTrouble } from '../node-version.ts'
import { redactor } from '../redact.ts'
import { databaseFindings } from './database-findings.ts'
import { programsFinding } from './database.ts'
import { type Finding, fail, ok } from './finding.ts'
import { listeningFinding } from './listening.ts'
import { masterKeyFinding } from './master-key.ts'
import { movedFindings } from './moved-settings.ts'
import { diskFinding, homeFindings } from './on-disk.ts'
import { productionFindings } from './production.ts'
import { passkeyFindings } from './passkey-finding.ts'
import { providerFindings } from './provider-findings.ts'
import { publicAddressFindings } from './public-address.ts'
import { redirectFindings } from './redirect-uris.ts'
import { report } from './report.ts'
import { type Subject, subjectOf } from './subject.ts'
import { valkeyFindings } from './valkey.ts'

/** Makes every check and tells what was found. @returns 1 when a check failed */
export async function examine(
  { environment, terminal }: Context,
  wantsProduction: boolean,
): Promise<ExitCode> {
  const { subject, findings: settingFindings } = subjectOf(environment, wantsProduction)
  const findings = [
    nodeFinding(),
    ...settingFindings,
    ...(await deploymentFindings(subject, (text) => terminal.say(text))),
  ]
  if (subject.production) findings.push(...productionFindings(environment, subject))
  const redact = redactor(subject.environment)
  const shown = findings.map((finding) => ({
    ...finding,
    text: redact(finding.text),
    fix: finding.fix && redact(finding.fix),
  }))
  const failures = report(terminal, shown, subject.production)
  return failures > 0 ? exitCodes.failed : exitCodes.done
}

function nodeFinding(): Finding {
  const trouble = nodeTrouble(process.versions.node)
  return trouble === null ? ok('node', process.versions.node) : fail('node', process.versions.node, trouble)
}

const deploymentFindings = async (subject: Subject, say: (text: string) => void): Promise<Finding[]> => [
  ...homeFindings(subject),
  masterKeyFinding(subject),
  ...movedFindings(subject),
  diskFinding(subject),
  ...programsFinding(subject),
  ...(await databaseFindings(subject, say)),
  ...(await valkeyFindings(subject)),
  await listeningFinding(subject),
  ...providerFindings(subject),
  ...redirectFindings(subject),
  ...passkeyFindings(subject),
  ...(await publicAddressFindings(subject)),
]

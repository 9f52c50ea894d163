import { oldestMajor } from '../../postgres/binaries.ts'
import { allRoles } from '../admin-sql.ts'
import { type Catalogue, readCatalogue } from './catalogue.ts'
import { auditFinding } from './audit-finding.ts'
import { connectionsFinding } from './connection-findings.ts'
import { mailFindings } from './mail-finding.ts'
import { sinkFindings } from './sink-finding.ts'
import { syncsFinding } from './sync-findings.ts'
import { openDatabase, type OpenDatabase } from './database.ts'
import { type Finding, fail, failed, ok, warn } from './finding.ts'
import {
  guardFinding,
  loginFinding,
  ownershipFinding,
  roleFindings,
  strangersFinding,
} from './role-findings.ts'
import { schemaFinding } from './schema-findings.ts'
import { clockFinding, confirmationFinding, storedKeysFinding } from './stored-findings.ts'
import type { Subject } from './subject.ts'

/** Everything about the database; starts an embedded one that does not run, and ends it again. */
export async function databaseFindings(subject: Subject, say: (text: string) => void): Promise<Finding[]> {
  const { database, findings } = await openDatabase(subject, say)
  if (!database) return findings
  try {
    return [...findings, ...(await inspected(database, subject))]
  } catch (error) {
    return [
      ...findings,
      failed('database', error, 'try again; if it stays, look into the log of the database'),
    ]
  } finally {
    await database.close()
  }
}

async function inspected(database: OpenDatabase, subject: Subject): Promise<Finding[]> {
  const catalogue = await readCatalogue(database.app, [...allRoles, database.ownerLogin])
  const always = [
    serverFinding(catalogue, database),
    loginFinding(catalogue, catalogue.login),
    ...ownerFindings(catalogue, database),
    await clockFinding(database.app),
  ]
  if (!catalogue.hasSchema)
    return [...always, warn('schema', 'there is none yet', 'npx keyhold migrate (a start does so too)')]
  return [
    ...always,
    await schemaFinding(database.owner ?? database.app),
    ...roleFindings(catalogue, database.ownerLogin),
    ownershipFinding(catalogue, subject.production),
    guardFinding(catalogue),
    strangersFinding(catalogue),
    await storedKeysFinding(database.app, subject),
    await connectionsFinding(database.app, subject),
    await syncsFinding(database.app),
    await auditFinding(database.app),
    ...(await sinkFindings(database.app, subject)),
    ...(await mailFindings(database.app, subject)),
    ...(subject.production ? [await confirmationFinding(database.app)] : []),
  ]
}

function serverFinding(
  { version, versionNumber, databaseName, login }: Catalogue,
  { isEmbedded }: OpenDatabase,
): Finding {
  const text = `PostgreSQL ${version}, ${isEmbedded ? 'embedded' : `database ${databaseName}`}, as ${login}`
  if (versionNumber >= oldestMajor * 10_000) return ok('database', text)
  return fail('database', text, `use PostgreSQL ${oldestMajor} or newer`)
}

const ownerFindings = (catalogue: Catalogue, { ownerLogin }: OpenDatabase): Finding[] =>
  ownerLogin === catalogue.login ? [] : [loginFinding(catalogue, ownerLogin)]

import { realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { sep } from 'node:path'
import { isProduction } from '../../../config.ts'
import type { Environment } from '../../../kit/settings.ts'
import { type Finding, fail, ok, warn } from './finding.ts'
import type { Subject } from './subject.ts'

/** What only production asks for. Secrets' quality is part of the configuration, read by production's rules. */
export function productionFindings(given: Environment, { home }: Subject): Finding[] {
  return [environmentFinding(given), addressFinding(given), hostFinding(given), homeFinding(home)]
}

const environmentFinding = (given: Environment): Finding =>
  isProduction(given)
    ? ok('environment', 'production')
    : fail('environment', 'the process does not know that it is in production', 'set NODE_ENV=production')

function addressFinding(given: Environment): Finding {
  const address = given.KEYHOLD_URL || given.URL
  const fix = 'set KEYHOLD_URL to the address people use, such as https://keyhold.example.org'
  if (!address) return fail('address', 'KEYHOLD_URL is not set, so links would lead to localhost', fix)
  return address.startsWith('https://')
    ? ok('address', address)
    : fail('address', `${address} is not https`, fix)
}

function hostFinding(given: Environment): Finding {
  const host = given.HOST || '127.0.0.1'
  if (/^(127\.|localhost$|::1$)/.test(host))
    return ok('host', `listens on ${host}: a proxy with TLS stands in front of it`)
  return warn(
    'host',
    `listens on ${host}, without TLS of its own`,
    'let only a proxy with TLS reach it, or set HOST=127.0.0.1',
  )
}

const tempFolders = [tmpdir(), '/tmp', '/var/tmp', '/dev/shm', '/run']

function homeFinding(home: string): Finding {
  const temp = tempFolders.map(realOrSame).find((folder) => home === folder || home.startsWith(folder + sep))
  if (temp === undefined) return ok('home_lasts', `${home} is not below a folder for temporary files`)
  return fail(
    'home_lasts',
    `${home} is below ${temp}, which systems empty`,
    'set KEYHOLD_HOME to a folder that lasts, such as /var/lib/keyhold',
  )
}

function realOrSame(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder // absent here: nothing can be below it
  }
}

import { maxPathCharacters } from './report.ts'
import { cleanName } from './text/wording.ts'

/** What tells where on a machine a checkout lies. */
export interface Checkout {
  /** Such as `acme/app`; the last segment is the usual name of its folder. */
  repository: string
  /** Absolute; default: told from the path. */
  root?: string | undefined
  /** Where in the checkout the tests ran, see `folderName`; default: at its top. */
  folder?: string | undefined
}

/** Where CI systems check out, by folders that nothing else is called. */
const ciCheckouts: readonly RegExp[] = [
  /^\/(?:home|Users)\/runner\/work\/[^/]+\/[^/]+\//,
  /^\/__w\/[^/]+\/[^/]+\//,
  /^\/git\w+\/workspace\//,
  /^[A-Za-z]:\/a\/(?:\d+\/s|[^/]+\/[^/]+)\//,
  /^\/(?:home|Users)\/[^/]+\/work\/\d+\/s\//,
  /^\/home\/circleci\/(?:project|repo)\//,
  /^\/(?:bitrise|drone)\/src\//,
  /^\/opt\/\w+\/pipelines\/agent\/build\//,
  /^\/codebuild\/output\/src\d+\/src\/[^/]+\/[^/]+\/[^/]+\//,
  /^\/var\/lib\/buildkite-agent\/builds\/[^/]+\/[^/]+\/[^/]+\//,
]

/** Folders that may hold a checkout, or a folder with it: asked after the repository's own name. */
const looseCheckouts: readonly RegExp[] = [
  /^\/builds\/[^/]+\/[^/]+\//,
  /^\/var\/(?:lib\/jenkins|jenkins_home)\/workspace\/[^/]+\//,
  /^\/workspaces\/[^/]+\//,
  /^\/(?:app|workspace|usr\/src\/app)\//,
]

/**
 * A file as the repository knows it: slashes, no `.` and `..`, and without the folder of the checkout where that can be
 * told, so that one test has one file on every machine. An absolute path that tells nothing keeps all but its drive.
 * @param reportRoot below which the report's relative files lie, see `Report.root`
 */
export function repositoryFile(file: string, checkout: Checkout, reportRoot: string | null = null): string {
  const path = slashed(file)
  if (isAbsolute(path)) return belowCheckout(path, checkout) ?? path.replace(/^(?:[A-Za-z]:)?\/+/, '')
  const told = reportRoot === null ? undefined : belowCheckout(`${slashed(reportRoot)}/`, checkout)
  if (told !== undefined) return resolved(`${told}/${path}`)
  return belowFolder(resolved(path), checkout.folder)
}

/** pytest names files from where its settings lie, which may be the top already. */
const belowFolder = (path: string, folder = ''): string =>
  folder === '' || path.startsWith(`${folder}/`) ? path : resolved(`${folder}/${path}`)

/** A folder of the checkout as the names of files begin with it: slashes, no `.`; empty for the top. */
export const folderName = (folder: string): string => cleanName(resolved(slashed(folder)), maxPathCharacters)

/** Of an absolute path: what follows the checkout's folder; undefined when no folder can be taken for it. */
function belowCheckout(path: string, { repository, root }: Checkout): string | undefined {
  const rest =
    belowRoot(path, root) ??
    belowAny(path, ciCheckouts) ??
    belowNamesake(path, repository) ??
    belowAny(path, looseCheckouts)
  return rest === undefined ? undefined : resolved(rest)
}

function belowRoot(path: string, root: string | undefined): string | undefined {
  if (root === undefined) return undefined
  const base = `${slashed(root).replace(/\/$/, '')}/`
  return path.startsWith(base) ? path.slice(base.length) : undefined
}

const belowAny = (path: string, folders: readonly RegExp[]): string | undefined => {
  const folder = folders.find((one) => one.test(path))
  return folder && path.replace(folder, '')
}

/** Below the first folder that is named like the repository; a CI may nest two of that name. */
function belowNamesake(path: string, repository: string): string | undefined {
  const name = repository.split('/').at(-1)?.toLowerCase()
  const segments = path.split('/')
  const at = segments.findIndex((segment, index) => index > 0 && segment.toLowerCase() === name)
  if (!name || at < 0 || at === segments.length - 1) return undefined
  const isTwice = segments[at + 1]?.toLowerCase() === name
  return segments.slice(at + (isTwice ? 2 : 1)).join('/')
}

const isAbsolute = (path: string): boolean => /^(?:[A-Za-z]:)?\//.test(path)

/** Slashes only; of a file URL its path, and without the query that makes a module load anew. */
const slashed = (file: string): string =>
  unescaped(file)
    .replaceAll('\\', '/')
    .replace(/\/{2,}/g, '/')

function unescaped(file: string): string {
  if (!/^file:/i.test(file)) return file
  const path = file
    .replace(/^file:(?:\/\/)?/i, '')
    .replace(/[?#].*$/s, '')
    .replace(/^\/(?=[A-Za-z]:)/, '')
  try {
    // What was escaped was not cleaned with the rest.
    return cleanName(decodeURIComponent(path), maxPathCharacters)
  } catch (error) {
    if (error instanceof URIError) return path
    throw error
  }
}

function resolved(path: string): string {
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (segment !== '' && segment !== '.') kept.push(segment)
  }
  return kept.join('/')
}

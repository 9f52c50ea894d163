import { sha256 } from '../../../../kit/hash.ts'
import { byteas, integers, texts, uuids } from '../../../../kit/sql-array.ts'
import type { World } from '../../../../kit/world.ts'
import type { FileFact } from '../facts/file-fact.ts'
import type { Glob } from '../facts/globs.ts'
import { isCode, isGenerated } from '../facts/kinds.ts'
import type { History } from '../findings/in-history.ts'
import { usuallyTogether } from './together.ts'

/** Whose files. */
export interface Of {
  accountId: string
  repositoryId: string
  pullRequestId: string
}

const keyOf = (path: string): Buffer => sha256(path).subarray(0, 16)

/**
 * Puts which files the head changes, in place of those of the head before; not those that nobody writes by hand.
 * @returns how many they are
 */
export async function replaceFiles(
  { sql, now }: World,
  of: Of,
  files: readonly FileFact[],
  generated: Glob,
): Promise<number> {
  const own = [
    ...new Map(
      files.filter((file) => !isGenerated(file, generated)).map((file) => [file.path, file]),
    ).values(),
  ]
  await sql`
    delete from pull_request_file where account_id = ${of.accountId} and pull_request_id = ${of.pullRequestId}`
  await sql`
    insert into pull_request_file (account_id, repository_id, path_key, pull_request_id, path, is_code, touched_at)
    select ${of.accountId}, ${of.repositoryId}, f.key, ${of.pullRequestId}, f.path, f.is_code::boolean, ${now()}
    from unnest(${byteas(own.map(({ path }) => keyOf(path)))}::bytea[], ${texts(own.map(({ path }) => path))}::text[],
      ${texts(own.map(({ path }) => String(isCode(path))))}::text[]) as f (key, path, is_code)
    on conflict do nothing`
  return own.length
}

export const countOwnFiles = ({ sql }: World, of: Of, count: number) => sql`
  update pull_request set own_files = ${count} where account_id = ${of.accountId} and id = ${of.pullRequestId}`

/** Of larger changes neither the files nor what goes with them say anything. */
const mostFiles = 200
const mostTogether = 50
const mostPullRequests = 200
const mostShown = 20

/** What earlier changes of the repository, since that moment, say of the files of this one. */
export async function historyOf(
  world: World,
  of: Of,
  files: readonly FileFact[],
  since: Date,
): Promise<History> {
  const paths = files.slice(0, mostFiles).map(({ path }) => path)
  if (paths.length === 0) return { broken: [], missing: [] }
  const keys = paths.map(keyOf)
  const [broken, ids] = await Promise.all([
    oftenBroken(world, of, keys, since),
    touchedBy(world, of, keys, since),
  ])
  const touched = await filesOf(
    world,
    of,
    ids.map(({ id }) => id),
  )
  const missing = files.length > mostFiles ? [] : usuallyTogether(new Set(paths), touched)
  return { broken, missing: missing.slice(0, mostShown) }
}

const oftenBroken = ({ sql }: World, of: Of, keys: readonly Buffer[], since: Date) => sql<{
  path: string
  times: number
}>`
  select f.path, count(distinct f.pull_request_id)::int as times
  from pull_request_outcome o join pull_request_file f on f.account_id = o.account_id and f.pull_request_id = o.pull_request_id
  where o.account_id = ${of.accountId} and o.kind <> 'clean' and o.at >= ${since}
    and f.repository_id = ${of.repositoryId} and f.path_key = any (${byteas(keys)}::bytea[])
    and f.pull_request_id <> ${of.pullRequestId} and f.is_code
    and not exists (select from pull_request_outcome c where c.account_id = o.account_id and c.pull_request_id = o.pull_request_id
      and c.kind = 'clean')
  group by f.path order by times desc, f.path limit ${mostShown}`

/** The last small ones that changed any of these files. */
const touchedBy = ({ sql }: World, of: Of, keys: readonly Buffer[], since: Date) => sql<{ id: string }>`
  select p.id from pull_request p
  where p.account_id = ${of.accountId} and p.repository_id = ${of.repositoryId} and p.id <> ${of.pullRequestId}
    and p.changed_at >= ${since} and p.own_files between 1 and ${mostTogether}
    and exists (select from pull_request_file f where f.account_id = p.account_id and f.pull_request_id = p.id
      and f.path_key = any (${byteas(keys)}::bytea[]))
  order by p.changed_at desc limit ${mostPullRequests}`

interface Touched {
  pullRequestId: string
  path: string
}

const filesOf = ({ sql }: World, { accountId }: Of, ids: readonly string[]) => sql<Touched>`
  select pull_request_id as "pullRequestId", path from pull_request_file
  where account_id = ${accountId} and pull_request_id = any (${uuids(ids)}::uuid[])
  order by pull_request_id, path_key limit ${mostPullRequests * mostTogether}`

/**
 * What pull requests change, where that is known whole: of each file the beginning of its name's hash, which is as good
 * for seeing whether two have any in common.
 */
export const changedFilesOf = (
  { sql }: World,
  { accountId, repositoryId }: Omit<Of, 'pullRequestId'>,
  pullRequests: readonly number[],
) => sql<{ number: number; files: string[] }>`
  select p.number, array_agg(encode(substring(f.path_key for 8), 'hex')) as files
  from pull_request p join pull_request_file f on f.account_id = p.account_id and f.pull_request_id = p.id
  where p.account_id = ${accountId} and p.repository_id = ${repositoryId}
    and p.number = any (${integers(pullRequests)}::int[]) and p.facts = 'complete'
  group by p.number limit ${pullRequests.length}`

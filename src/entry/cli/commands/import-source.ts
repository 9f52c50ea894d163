/** A table of a source: what its columns are called there, by our names; '' for one that it lacks. */
export interface Table<Name extends string = string> {
  table: string
  columns: Readonly<Record<Name | 'id', string>>
  /** Longest value that is sent, characters: one more than the server looks at, so that a longer one is told. */
  longest: number
  /** Those of our names that `--columns` may leave out; absent where the command has no `--columns`. */
  mayLack?: readonly NoInfer<Name>[]
}

/** A row as it stands there, still encrypted, all of it as text. */
export type Row<Name extends string = string> = Record<Name, string | null> & { id: string }

/** What an old system left: a database that runs, or a file made of one. */
export interface Source {
  /** @throws Trouble in words when there is no such table */
  rows<Name extends string>(table: Table<Name>): AsyncIterable<Row<Name>>
  /** How many rows; null where nothing tells. */
  count(table: string): Promise<number | null>
  /** Who else is connected to that database: the old system, if it still runs. Of a file 0. */
  otherConnections: number
  close(): Promise<void>
}

export const tokensOf000 = {
  table: 'strava_tokens',
  columns: {
    id: 'id',
    userId: 'user_id',
    athleteId: 'athlete_id',
    accessToken: 'encrypted_access_token',
    refreshToken: 'encrypted_refresh_token',
    expiresAt: 'expires_at',
    scope: 'scope',
  },
  longest: 4_001,
} as const satisfies Table

export const keysOf001 = {
  table: 'api_keys',
  columns: {
    id: 'id',
    userId: 'user_id',
    name: 'name',
    keyHash: 'key_hash',
    keyPrefix: 'key_prefix',
    scopes: 'scopes',
    isActive: 'is_active',
    expiresAt: 'expires_at',
  },
  longest: 1_000,
} as const satisfies Table

/** Of source 004, but for the name of the column of hashes, which is nowhere written down. */
export const usersOf004 = {
  table: 'users',
  columns: {
    id: 'id',
    address: 'email',
    username: 'username',
    displayName: 'displayName',
    isVerified: 'emailVerified',
    passwordHash: 'passwordHash',
    hasFactor: 'twoFactorEnabled',
    factorSecret: 'twoFactorSecret',
  },
  longest: 1_001,
} as const satisfies Table

export const authOf002 = {
  table: 'strava_auth',
  columns: {
    id: 'id',
    athleteId: 'athlete_id',
    accessToken: 'access_token',
    refreshToken: 'refresh_token',
    expiresAt: 'expires_at',
  },
  longest: 4_001,
} as const satisfies Table
/** Counted, not taken. */
export const leftOf002 = { statistics: 'strava_stats', activities: 'strava_activities' } as const

export const credentialsOf003 = {
  table: 'credentials',
  columns: {
    id: 'id',
    userId: 'user_id',
    service: 'service',
    name: 'name',
    encryptedData: 'encrypted_data',
    deletedAt: 'deleted_at',
  },
  longest: 40_001,
} as const satisfies Table

const longestId = 40

/** What the columns that the table must have are called there. */
export const wantedColumns = ({ columns }: Table): string[] =>
  Object.values<string>(columns).filter((column) => column !== '')

/** A row under our names, no value longer than the server takes. @param number of the row, for one without an id */
export function rowOf<Name extends string>(
  { columns, longest }: Table<Name>,
  value: (column: string) => string | null,
  number: number,
): Row<Name> {
  const names = Object.keys(columns) as (Name | 'id')[]
  const valueOf = (name: Name | 'id') => (columns[name] === '' ? null : value(columns[name]))
  const row = Object.fromEntries(names.map((name) => [name, valueOf(name)?.slice(0, longest) ?? null]))
  return { ...row, id: row.id?.slice(0, longestId) || `row ${number}` } as Row<Name>
}

import type pg from 'pg'

/** Why no connection to a PostgreSQL came about, and the one thing that mends it. */
export interface Unreachable {
  /** Without the password. */
  text: string
  fix: string
}

interface Target {
  host: string
  login: string
  database: string
  /** Where its address was taken from, such as DATABASE_URL. */
  from: string
}

/** @param from the variable or flag that held the address */
export function whyUnreachable(
  error: unknown,
  { host, port, user, database }: Pick<pg.Client, 'host' | 'port' | 'user' | 'database'>,
  from: string,
): Unreachable {
  const place = host.startsWith('/') ? `the socket in ${host}` : `${host}:${port}`
  const target = { host: place, login: user ?? '', database: database ?? '', from }
  const { code, message } = error as { code?: string; message?: string }
  const known = reasons[code ?? ''] ?? reasonOfMessage(message ?? '')
  return (
    known?.(target) ?? {
      text: `the database at ${place} cannot be reached (${message || code})`,
      fix: `check ${from}: host, port, database, login and password`,
    }
  )
}

type Reason = (target: Target) => Unreachable

const refusedPassword: Reason = ({ host, login, from }) => ({
  text: `the server at ${host} refuses the password of the login ${login}`,
  fix: `put the right one into ${from}, or as an administrator: alter role "${login}" password '...' (no data are lost by that)`,
})

const missingPassword: Reason = ({ host, login, from }) => ({
  text: `the server at ${host} wants a password for the login ${login}, and none is given`,
  fix: `put it behind the login in ${from} (${login}:password@host), or into PGPASSWORD`,
})

const noDatabase: Reason = ({ host, login, database }) => ({
  text: `the server at ${host} has no database ${database}`,
  fix: `as an administrator: create database "${database}" owner "${login}"`,
})

const turnedAway: Reason = ({ host, login, database, from }) => ({
  text: `the server at ${host} lets the login ${login} into the database ${database} by no rule, or does not know it`,
  fix: `check the login in ${from}; else the server's pg_hba.conf needs a line for it`,
})

const nobodyListens: Reason = ({ host, from }) => ({
  text: `no PostgreSQL answers at ${host}`,
  fix: `start it, or correct host and port in ${from}`,
})

const noSuchHost: Reason = ({ host, from }) => ({
  text: `there is no host of the name in ${host}`,
  fix: `correct the host in ${from}; "db" is a name inside Docker's network alone`,
})

const reasons: Readonly<Record<string, Reason>> = {
  '28P01': refusedPassword,
  '28000': turnedAway,
  '3D000': noDatabase,
  ECONNREFUSED: nobodyListens,
  ENOENT: nobodyListens,
  ENOTFOUND: noSuchHost,
  EAI_AGAIN: noSuchHost,
}

/** The driver has no code for a password that it was asked for and does not have. */
const reasonOfMessage = (message: string): Reason | undefined =>
  /password must be a (non-empty )?string/i.test(message) ? missingPassword : undefined

import { createCipheriv, createHmac, randomBytes } from 'node:crypto'
import pg from 'pg'

/** What the bare server needs to know: hex, and the keys it lets in as keyed hashes. */
export interface BareSecrets {
  macKey: string
  sealKey: string
  keyMacs: string[]
}

/** Tables of tokens and figures for the bare server, in the same database. `login` may read them. */
export async function plantBareTables(
  { ownerUrl, login }: { ownerUrl: string; login: string },
  { ids, key, accessToken }: { ids: readonly string[]; key: string; accessToken: string },
  figure: string,
): Promise<BareSecrets> {
  const macKey = randomBytes(32)
  const sealKey = randomBytes(32)
  const sealed = ids.map(() => sealOnce(sealKey, accessToken))
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query(`create schema bench; create table bench.bare_token (id uuid primary key, sealed bytea not null, token_type text not null, expires_at timestamptz not null, scopes text[] not null);
      create table bench.bare_figure (name text primary key, body text not null);
      create table bench.commits (at timestamptz not null);
      grant usage on schema bench to ${login}; grant select on bench.bare_token, bench.bare_figure to ${login}; grant insert on bench.commits to ${login}`)
    await client.query(
      `insert into bench.bare_token select id, sealed, 'Bearer', now() + interval '6 hours', array['read', 'activity:read_all'] from unnest($1::uuid[], $2::bytea[]) as t (id, sealed)`,
      [ids, sealed],
    )
    await client.query(`insert into bench.bare_figure values ('monthly', $1)`, [figure])
    await client.query('vacuum analyze bench.bare_token, bench.bare_figure')
  } finally {
    await client.end()
  }
  return {
    macKey: macKey.toString('hex'),
    sealKey: sealKey.toString('hex'),
    keyMacs: [createHmac('sha256', macKey).update(key).digest('base64')],
  }
}

function sealOnce(key: Buffer, text: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()])
}

import pg from 'pg'

const signature = /create or replace function public\.audit_release/i
/** What makes entries, of the two steps of the statement. */
const writing = /,\s*written as \(.*?from released r\s*\)(?=\s*select)/is

/**
 * The release of reads without its entries, made out of the one that is there: the same look at connection and key, and
 * nothing written. For the bench alone, in its own database.
 */
export async function makeCheckedRelease(ownerUrl: string, login: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ text: string; given: string }>(
      `select pg_get_functiondef(p.oid) as text, pg_get_function_identity_arguments(p.oid) as given from pg_proc p
       where p.oid = 'public.audit_release'::regproc`,
    )
    const { text, given } = rows[0]!
    if (!signature.test(text) || !writing.test(text))
      throw new Error('audit_release is not what the bench knows: look at bench/checked-release.ts')
    const name = `bench.checked_release(${given})`
    await client.query(text.replace(signature, 'create function bench.checked_release').replace(writing, ''))
    await client.query(`grant usage, create on schema bench to keyhold_audit; alter function ${name} owner to keyhold_audit;
      revoke all on function ${name} from public; grant execute on function ${name} to ${login}`)
  } finally {
    await client.end()
  }
}

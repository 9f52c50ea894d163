import { uuidv7 } from '../../kit/id.ts'
import type { OwnerConnection } from '../../kit/sql-copy.ts'
import type { World } from '../../kit/world.ts'

/** An entry of the audit log for what the owner of the database does, in the home account's name. */
export async function recordAct(
  world: Pick<World, 'now' | 'random'>,
  connection: OwnerConnection,
  action: 'backup.made' | 'backup.restored',
  detail: Record<string, string | number>,
): Promise<void> {
  await connection.query('select public.audit_month(clock_timestamp())')
  await connection.query(
    `select public.audit_append($1, clock_timestamp(), d.home_account_id, null, 'operator', 'cli', $2, 'deployment', d.id, 'ok', null, null, $3)
    from public.deployment d`,
    [uuidv7(world), action, JSON.stringify(detail)],
  )
}

import type { OwnerConnection } from '../../kit/sql-copy.ts'

/** A table as the catalogue tells it; partitions belong to their table. */
export interface CataloguedTable {
  name: string
  /** Those that hold something of their own, in order. */
  columns: string[]
  partitions: string[]
  isPartitioned: boolean
  isGuarded: boolean
  /** Whether the backup's role sees every row. */
  isCovered: boolean
}

export interface ForeignKey {
  name: string
  table: string
  columns: string[]
  target: string
  targetColumns: string[]
}

/** The role under which a snapshot is read: policies of its own, on every table (migration 0011). */
export const backupRole = 'keyhold_backup'

/** The migrator's notes stand in the file's head instead. */
const leftOut = 'schema_migrations'

/** A name as SQL text. Names come from the catalogue, never from a file. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const quotedAll = (names: readonly string[]): string => names.map(quoted).join(', ')
export const inPublic = (name: string): string => `public.${quoted(name)}`

/** Every table of ours, those first that others refer to. */
export async function tablesParentsFirst(connection: OwnerConnection): Promise<CataloguedTable[]> {
  const [tables, keys] = [await tablesOf(connection), await foreignKeysOf(connection)]
  const byName = new Map(tables.map((table) => [table.name, table]))
  const ordered = new Set<CataloguedTable>()
  const visit = (table: CataloguedTable, way: readonly CataloguedTable[]) => {
    if (way.includes(table))
      throw new Error(`tables refer to each other in a ring: ${way.map(({ name }) => name).join(', ')}`)
    for (const { target } of keys.filter((key) => key.table === table.name && key.target !== table.name)) {
      const parent = byName.get(target)
      if (parent && !ordered.has(parent)) visit(parent, [...way, table])
    }
    ordered.add(table)
  }
  for (const table of tables) visit(table, [])
  return [...ordered]
}

const tablesOf = (connection: OwnerConnection): Promise<CataloguedTable[]> =>
  connection.query<CataloguedTable>(
    `select c.relname as name, c.relkind = 'p' as "isPartitioned", c.relrowsecurity as "isGuarded",
      coalesce((select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''), '{}') as columns,
      coalesce((select array_agg(p.relname::text order by p.relname) from pg_inherits i join pg_class p on p.oid = i.inhrelid
        where i.inhparent = c.oid), '{}') as partitions,
      exists (select from pg_roles r where r.rolname = $2 and has_table_privilege(r.oid, c.oid, 'select')
        and (not c.relrowsecurity or exists (select from pg_policy p
          where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*') and r.oid = any (p.polroles)))) as "isCovered"
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> $1
    order by c.relname limit 10000`,
    [leftOut, backupRole],
  )

export const foreignKeysOf = (connection: OwnerConnection): Promise<ForeignKey[]> =>
  connection.query<ForeignKey>(
    `select k.conname as name, t.relname as table, r.relname as target, names.columns, names.targets as "targetColumns"
    from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_class r on r.oid = k.confrelid cross join lateral (
      select array_agg(a.attname::text order by x.n) as columns, array_agg(b.attname::text order by x.n) as targets
      from unnest(k.conkey, k.confkey) with ordinality as x(own, target, n)
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.own
      join pg_attribute b on b.attrelid = k.confrelid and b.attnum = x.target) names
    where k.contype = 'f' and k.conparentid = 0 and t.relnamespace = 'public'::regnamespace
    order by t.relname, k.conname limit 10000`,
  )

export const sequencesOf = async (connection: OwnerConnection): Promise<string[]> => {
  const rows = await connection.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' order by relname limit 10000`,
  )
  return rows.map(({ name }) => name)
}

import type { World } from '../../../kit/world.ts'

/** What a request by an outside token needs to know of its person. */
export interface Standing {
  /** Tokens that were issued before count no more. */
  notBefore: Date | null
  disabledAt: Date | null
  hasSecondFactor: boolean
}

/** Of the person whose own account the world is bound to. */
export async function standingOf({ sql }: World): Promise<Standing | undefined> {
  const [row] = await sql<Standing>`
    select not_before as "notBefore", disabled_at as "disabledAt",
      exists (select from factor f where f.account_id = p.account_id and f.enabled_at is not null) as "hasSecondFactor"
    from person p where account_id = (select app_account()) limit 1`
  return row
}

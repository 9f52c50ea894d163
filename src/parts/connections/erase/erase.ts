import { z } from 'zod'
import { secondsAfter } from '../../../kit/duration.ts'
import { job } from '../../../kit/job.ts'
import { answer, byRule, operator, route } from '../../../kit/route.ts'
import { as, transaction, type World } from '../../../kit/world.ts'
import { dropOwnAnswersAbout, revokeKeysOf } from '../../access/index.ts'
import {
  accountFaults,
  deleteSubject,
  enterErasure,
  erasingSubjects,
  externalId,
  markErasing,
} from '../../accounts/index.ts'
import { record } from '../../audit/index.ts'
import { deleteSalt, forgetSubject } from '../../vault/index.ts'
import { disconnect } from '../tokens/disconnect.ts'
import { setClosing } from '../tokens/disconnect-store.ts'

/** Subject keys live in memory for at most 60 s; the salt goes only after every process has forgotten them. */
const graceSeconds = 60
const eraser = { kind: 'job', id: 'erase' } as const

/**
 * Erases a user: fence, revoke at the providers, wait 60 s, delete the rows, then the salt, so that what a backup or a
 * replica still holds can never be opened. Ends in the background; this answers when every connection is fenced.
 */
export const eraseRoute = route({
  method: 'DELETE',
  path: '/api/users/:userId',
  summary: 'Erases one of your users: connections revoked and deleted, secrets shredded.',
  who: operator,
  audit: byRule('subject.erased'),
  input: z.object({ userId: externalId }),
  output: {
    kind: 'schema',
    schema: z.object({ userId: z.string(), connections: z.number(), state: z.literal('erasing') }),
  },
  async handle({ world, caller, input }) {
    const account = as(world, { role: 'app', accountId: caller.accountId })
    const fenced = await transaction(account, async (world) => {
      const subject = await markErasing(world, caller.accountId, input.userId)
      if (!subject) throw accountFaults.USER_NOT_FOUND()
      await revokeKeysOf(world, caller.accountId, subject.id)
      const connections = await connectionsOf(world, subject.id)
      for (const { id } of connections) await setClosing(world, id)
      await record(world, {
        action: 'subject.erased',
        accountId: caller.accountId,
        subjectId: subject.id,
        object: { kind: 'subject', id: subject.id },
        actor: caller.actor,
        detail: { state: 'fenced' },
      })
      return { subject, connections }
    })
    world.background(endAll(world, caller.accountId, fenced.connections))
    return answer(
      { userId: input.userId, connections: fenced.connections.length, state: 'erasing' },
      { status: 202 },
    )
  },
})

interface Ending {
  id: string
  status: string
}

const connectionsOf = ({ sql }: World, subjectId: string) => sql<Ending>`
  select id, status from connections where subject_id = ${subjectId} order by id limit 1000`

/** One that cannot be ended does not keep the others back; it is tried again when it is due. */
async function endAll(world: World, accountId: string, connections: readonly Ending[]): Promise<void> {
  for (const { id } of connections)
    await disconnect(world, { accountId, actor: eraser }, id).catch((error: unknown) =>
      world.log.warn('a connection could not be ended', { connectionId: id, error }),
    )
}

/** Those whose end has begun are tried again by the job of unfinished ends, at its pace. */
const notBegun = (connections: readonly Ending[]): Ending[] =>
  connections.filter(({ status }) => status !== 'closing')

/** Finishes erasures whose minute has passed and whose connections are gone. */
export const finishErasures = job({
  name: 'subjects.erase',
  everySeconds: 15,
  async run(world) {
    const due = await erasingSubjects(
      as(world, { role: 'jobs' }),
      secondsAfter(world.now(), -graceSeconds),
      20,
    )
    let erased = 0
    for (const { account_id: accountId, id } of due) {
      const account = as(world, { role: 'app', accountId })
      await endAll(world, accountId, notBegun(await connectionsOf(account, id)))
      if ((await connectionsOf(account, id)).length > 0) continue
      await shred(world, accountId, id)
      erased += 1
    }
    return erased
  },
})

async function shred(world: World, accountId: string, subjectId: string): Promise<void> {
  await transaction(as(world, { role: 'app', accountId }), async (world) => {
    await record(world, {
      action: 'subject.erased',
      accountId,
      subjectId,
      object: { kind: 'subject', id: subjectId },
      actor: eraser,
      detail: { state: 'shredded' },
    })
    await world.sql`delete from connect_session where subject_id = ${subjectId}`
    await world.sql`delete from connect_attempt where subject_id = ${subjectId}`
    await dropOwnAnswersAbout(world, accountId, subjectId)
    for (const name of await namesOf(world, subjectId)) await dropOwnAnswersAbout(world, accountId, name)
    await deleteSalt(world, accountId, subjectId)
    await deleteSubject(world, accountId, subjectId)
  })
  forgetSubject(world, subjectId)
  await enterErasure(world, subjectId)
}

/** By which the app calls it. */
const namesOf = async ({ sql }: World, subjectId: string): Promise<string[]> => {
  const rows = await sql<{
    name: string
  }>`select external_id as name from subjects where id = ${subjectId} limit 1`
  return rows.map(({ name }) => name)
}

/** Ends the connections of all users of an account. @returns whether none is left */
export async function endAllConnections(world: World, accountId: string): Promise<boolean> {
  const account = as(world, { role: 'app', accountId })
  await endAll(world, accountId, notBegun(await anyConnections(account)))
  return (await anyConnections(account)).length === 0
}

const anyConnections = ({ sql }: World) =>
  sql<Ending>`select id, status from connections order by id limit 1000`

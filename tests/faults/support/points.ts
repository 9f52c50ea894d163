import type { Sandbox } from '../../../sandbox/index.ts'
import type { Server } from './fleet.ts'
import { comes, until } from './until.ts'

/**
 * The labelled points of a refresh in their order, and two that lie between them: the provider holds the request, with
 * its work still to do or done. `sent`: the provider may have seen the refresh token. `kept`: the answer is durable.
 */
export const points = [
  { name: 'claim.before_commit', sent: false, kept: false },
  { name: 'claim.committed', sent: false, kept: false },
  { name: 'call.work_to_do', sent: true, kept: false },
  { name: 'call.work_done', sent: true, kept: false },
  { name: 'call.answered', sent: true, kept: false },
  { name: 'save.sealed', sent: true, kept: false },
  { name: 'save.journalled', sent: true, kept: false },
  { name: 'save.before_commit', sent: true, kept: false },
  { name: 'save.committed', sent: true, kept: true },
] as const
export type Point = (typeof points)[number]

/** Inside a transaction: whoever is stopped there holds the connection's lock. */
export const holdsLock = ({ name }: Point): boolean =>
  ['claim.before_commit', 'save.journalled', 'save.before_commit'].includes(name)

const isHeld = ({ name }: Point): boolean => name.startsWith('call.work')

/** What a server is started with, for the point to do `act` to it. The two held points are the stand-in's. */
export const failpointFor = (point: Point, act: 'kill' | 'stop'): { failpoint?: string } =>
  isHeld(point) ? {} : { failpoint: `${point.name}:${act}` }

/** A stand-in and the athlete whose connection it is about: others may be at it at the same time. */
export interface Where {
  standIn: Sandbox
  athlete: number
}

/**
 * Brings a server to the point and does `act` to it there. `begin` makes the refresh begin; its own failure is
 * expected. When this resolves the server is gone or stopped, and the stand-in has done its work.
 */
export async function bringTo(
  point: Point,
  act: 'kill' | 'stop',
  server: Server,
  { standIn, athlete }: Where,
  begin: () => void,
): Promise<void> {
  if (!isHeld(point)) {
    begin()
    // A machine that was held still may refuse the read that leads there, and say to come again.
    const again = setInterval(begin, 10_000)
    const reached = act === 'kill' ? server.gone.then(() => undefined) : server.stopped()
    return comes(`${act} at ${point.name}`, reached).finally(() => clearInterval(again))
  }
  const afterWork = point.name === 'call.work_done'
  const faultId = standIn.faults.push({
    on: 'token',
    kind: 'hold',
    grantType: 'refresh_token',
    athleteId: athlete,
    afterWork,
  })
  begin()
  const struck = () => standIn.calls.all().find(({ fault }) => fault?.id === faultId)
  const call = await until(
    'the held call',
    () => standIn.held.held().includes(struck()?.number ?? 0) && struck(),
  )
  if (act === 'kill') await server.kill()
  else await server.pause()
  standIn.held.release(faultId)
  await until('the end of the held call', () => call.delivery !== 'pending')
}

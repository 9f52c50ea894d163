import { secondsAfter } from '../../../kit/duration.ts'
import type { World } from '../../../kit/world.ts'
import { accountSettings } from '../settings.ts'

/** How long a session and its tokens live, seconds. */
export interface Lives {
  accessSeconds: number
  /** Without a refresh or a request. */
  idleSeconds: number
  /** However busy it is. */
  absoluteSeconds: number
}

/** Who looks after the deployment proves it more often. */
const operatorIdleSeconds = 3_600
const operatorAbsoluteSeconds = 86_400
/** An operator's look through a person's eyes. */
export const actingSeconds = 1_800

const minuteSeconds = 60
const daySeconds = 86_400
/** Tabs that were opened together must not all come back together. */
const jitterShare = 0.05

export function livesOf(world: World, isOperator: boolean): Lives {
  const { sessionAccessMinutes, sessionIdleDays, sessionAbsoluteDays } = world.settings(accountSettings)
  return {
    accessSeconds: sessionAccessMinutes * minuteSeconds,
    idleSeconds: isOperator ? operatorIdleSeconds : sessionIdleDays * daySeconds,
    absoluteSeconds: isOperator ? operatorAbsoluteSeconds : sessionAbsoluteDays * daySeconds,
  }
}

/** When an access token that is made now ends: up to 5 % earlier than its longest life. */
export function accessEnd(world: World, { accessSeconds }: Lives): Date {
  const chance = world.random(4).readUInt32BE() / 2 ** 32
  return secondsAfter(world.now(), accessSeconds * (1 - jitterShare * chance))
}

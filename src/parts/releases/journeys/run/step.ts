import { millisecondsAfter, millisecondsBetween } from '../../../../kit/duration.ts'
import { syntheticDomain } from '../../../../kit/mail.ts'
import { codeAt, fromBase32, stepOf } from '../../../accounts/index.ts'
import type { Step } from '../document/step.ts'
import { Filling } from '../document/template.ts'
import { type Answered, call, type Calling } from '../calls/call.ts'
import { judge } from '../calls/judge.ts'
import type { KeptMail, Plan, Surroundings } from './plan.ts'
import { StepFailed } from './result.ts'
import { fromAnswer, fromMail } from '../calls/take.ts'

/** One attempt under way: what its steps share. */
export interface Acting extends Omit<Calling, 'wasSent'> {
  surroundings: Surroundings
  plan: Plan
  /** From 1. */
  attempt: number
  scope: Record<string, unknown>
  /** Steps whose requests may have changed something: they were sent, and not refused. */
  sent: Set<Step>
  /** Addresses that this attempt made up. */
  people: Set<string>
  /** What is to be shown; for the stage that runs. */
  shown: Record<string, unknown>
}

/** Does one step. @throws StepFailed, Unset, CouldNotRun */
export async function act(acting: Acting, step: Step): Promise<void> {
  if (step.request) return request(acting, step, step.request)
  if (step.person) return makeUp(acting, step.person.as)
  if (step.mail) return awaitMail(acting, step, step.mail)
  if (step.totp) return showCode(acting, step.totp)
}

async function request(acting: Acting, step: Step, shape: NonNullable<Step['request']>): Promise<void> {
  const answer = await until(acting, step, async () => {
    const answer = await ask(acting, step, shape)
    await judge(acting, answer, step.expect)
    return answer
  })
  take(acting, step, await fromAnswer(answer, acting.cookies, step.extract))
}

async function ask(acting: Acting, step: Step, shape: NonNullable<Step['request']>): Promise<Answered> {
  const { sent, statuses } = acting
  const [before, hadSent] = [statuses.length, sent.has(step)]
  const answer = await call({ ...acting, wasSent: () => sent.add(step) }, shape)
  if (!hadSent && isRefusal(statuses[before]!)) sent.delete(step)
  return answer
}

const isRefusal = (status: number): boolean => status >= 400 && status < 500

/** Traces of a step that asks again and again: the first, and the last of the others. */
const mostTraces = 6

/** Once; or again and again until it comes to what it should, where the step says so. */
async function until(acting: Acting, { until }: Step, ask: () => Promise<Answered>): Promise<Answered> {
  const { world, traces, kept } = acting
  if (!until) return ask()
  const endsAt = millisecondsAfter(world.now(), until.timeoutSeconds * 1000)
  const before = traces.length
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      const isOver = millisecondsAfter(world.now(), until.everySeconds * 1000) > endsAt
      if (!(error instanceof StepFailed) || error.isFinal || isOver) throw error
    }
    const tooMany = Math.max(0, traces.length - before - mostTraces)
    for (const traced of traces.splice(before + 1, tooMany)) kept.forget(traced)
    await pause(acting, until.everySeconds * 1000)
  }
}

/** @throws StepFailed RUN_TIMED_OUT */
async function pause({ world, left }: Acting, milliseconds: number): Promise<void> {
  await world.wait(Math.max(0, Math.min(milliseconds, left())))
  if (left() < 1) throw new StepFailed('RUN_TIMED_OUT', 'the time of the run was up', { isFinal: true })
}

function take(acting: Acting, { extract }: Step, values: Readonly<Record<string, unknown>>): void {
  for (const [name, taken] of Object.entries(values)) {
    acting.scope[name] = taken
    if (extract[name]!.shown) acting.shown[name] = taken
    else acting.redactor.know(taken)
  }
}

const suffixAlphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

async function makeUp({ surroundings, world, scope, people, redactor }: Acting, as: string): Promise<void> {
  const chance = [...world.random(10)].map((byte) => suffixAlphabet[byte % suffixAlphabet.length]).join('')
  const username = `synthetic-${world.now().getTime()}-${chance}`
  const email = `${username}@${syntheticDomain}`
  const password = world.random(24).toString('base64url')
  redactor.know(password)
  // Written down before it can exist: whatever happens from now on, somebody knows whom to erase (J3).
  await surroundings.people.announce(email)
  people.add(email)
  scope[as] = { email, username, password, name: 'Synthetic Journey' }
}

const lookMilliseconds = 300

async function awaitMail(acting: Acting, step: Step, asked: NonNullable<Step['mail']>): Promise<void> {
  const { surroundings, scope, people, world } = acting
  const to = new Filling(scope).text(asked.to)
  if (!people.has(to))
    throw new StepFailed('MAIL_OF_OTHERS', 'mail is read of somebody alone whom this run made up', {
      isFinal: true,
    })
  const endsAt = millisecondsAfter(world.now(), asked.timeoutSeconds * 1000)
  for (;;) {
    surroundings.check()
    const mail = await newest(acting, to, asked.template)
    if (mail) {
      if (mail.link) acting.redactor.know(mail.link)
      return take(acting, step, fromMail(mail, step.extract))
    }
    if (millisecondsBetween(world.now(), endsAt) < lookMilliseconds)
      throw new StepFailed('NO_MAIL', `no mail ${asked.template ?? ''} came in ${asked.timeoutSeconds} s`)
    await pause(acting, lookMilliseconds)
  }
}

const newest = async (
  { surroundings }: Acting,
  to: string,
  template?: string,
): Promise<KeptMail | undefined> =>
  (await surroundings.mails(to)).find((mail) => template === undefined || mail.template === template)

function showCode(acting: Acting, { secret, as, digits, hash, offset }: NonNullable<Step['totp']>): void {
  const bytes = fromBase32(new Filling(acting.scope).text(secret))
  if (!bytes || bytes.length < 10)
    throw new StepFailed('TOTP_SECRET', 'the secret of an authenticator is 16 letters of base 32 or more', {
      isFinal: true,
    })
  const code = codeAt(bytes, stepOf(acting.world.now()) + offset, { digits, hash })
  acting.redactor.know(code)
  acting.scope[as] = code
}

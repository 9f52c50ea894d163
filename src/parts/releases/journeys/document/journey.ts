import { z } from 'zod'
import { refusalOf } from '../../../../kit/http-guard.ts'
import { step, variableName } from './step.ts'

const most = { steps: 50, cleanup: 20, targets: 20, variables: 50 } as const

/** An origin that the journey may call; `own` is this deployment itself. Whether it may be private is judged by account. */
const target = z
  .string()
  .max(300)
  .transform((given, context) => {
    if (given === 'own') return given
    const url = URL.canParse(given) ? new URL(given) : null
    const refusal = url === null ? 'is no address' : refusalOf(url, true)
    if (url !== null && refusal === null && `${url.origin}/` === url.href) return url.origin
    context.addIssue({
      code: 'custom',
      message: `wants an origin such as https://shop.example.org, or own${refusal === null ? '' : `: ${refusal}`}`,
    })
    return z.NEVER
  })

/** A name that the vault keeps a secret of this account under. */
export const secretName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, { error: 'wants a name such as shop-password: a-z, 0-9, . _ -' })
export const journeyName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, { error: 'wants a name such as checkout: a-z, 0-9, . _ -' })

/** What runs of scenarios without a document are called. */
export const builtInName = 'accounts'
/** A name that a document can be kept under. */
export const keptName = journeyName.refine((name) => name !== builtInName, {
  error: `is what the runs of Keyhold's own scenarios are called; choose another`,
})

const moment = z.iso.datetime({ offset: true, error: 'wants a moment such as 2026-01-01T00:00:00Z' })
export const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const maintenance = z
  .strictObject({
    from: moment.optional(),
    to: moment.optional(),
    /** Each week on these days, from `at` (UTC) for so many minutes. */
    weekly: z.array(z.enum(days)).min(1).max(7).optional(),
    at: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'wants a time of day such as 02:30' })
      .optional(),
    minutes: z.int().min(1).max(10_080).optional(),
  })
  .superRefine(({ from, to, weekly, at, minutes }, context) => {
    const isOnce = from !== undefined && to !== undefined && !weekly && !at && !minutes
    const isWeekly = weekly !== undefined && at !== undefined && minutes !== undefined && !from && !to
    if (!isOnce && !isWeekly)
      context.addIssue({ code: 'custom', message: 'wants from and to, or weekly, at and minutes', path: [] })
    else if (isOnce && new Date(to) <= new Date(from))
      context.addIssue({ code: 'custom', message: 'wants a moment after `from`', path: ['to'] })
  })

export type Maintenance = z.infer<typeof maintenance>

const retry = z.strictObject({
  strategy: z.enum(['none', 'fixed', 'linear', 'exponential']),
  /** Further attempts after the first. */
  retries: z.int().min(1).max(5).default(2),
  baseSeconds: z.number().min(0.1).max(300).default(5),
  /** The longest wait before one of them. */
  mostSeconds: z.number().min(0.1).max(600).default(60),
  /** No attempt begins later than this after the first began. */
  totalSeconds: z.number().min(1).max(1800).default(300),
})
export type Retry = z.infer<typeof retry>

const schedule = z
  .strictObject({
    everySeconds: z.int().min(60).max(604_800),
    /** Each run begins up to so much later than its time, by chance. */
    jitterSeconds: z.int().min(0).max(3600).optional(),
  })
  .transform((given) => ({
    everySeconds: given.everySeconds,
    jitterSeconds: given.jitterSeconds ?? Math.min(60, Math.floor(given.everySeconds / 10)),
  }))
  .refine(({ everySeconds, jitterSeconds }) => jitterSeconds <= everySeconds / 2, {
    error: 'wants at most half of everySeconds',
    path: ['jitterSeconds'],
  })
export type Schedule = z.infer<typeof schedule>

/** Of a document that says nothing of it. */
export const usualAlert = { afterFailures: 2 }

const shareWords = 'wants a share of 1 such as 0.995: 0.5 to 0.99999'
const share = z.number({ error: shareWords })

/** A journey as its document says it. */
export const journeyShape = z
  .strictObject({
    version: z.literal(1, { error: 'wants 1' }).default(1),
    name: keptName.optional(),
    title: z.string().trim().min(1).max(200).optional(),
    description: z.string().max(2000).optional(),
    targets: z.array(target).max(most.targets).default([]),
    variables: z
      .record(variableName, z.union([z.string().max(4096), z.number(), z.boolean()]))
      .refine((given) => Object.keys(given).length <= most.variables, {
        error: `wants at most ${most.variables}`,
      })
      .default({}),
    /** `{{secrets.alias}}`: which secret of the vault stands for it. */
    secrets: z.record(variableName, secretName).default({}),
    /** Those that come with Keyhold, against its own accounts. */
    scenarios: z.array(z.string().min(1).max(60)).min(1).max(20).optional(),
    steps: z.array(step).min(1).max(most.steps).optional(),
    cleanup: z.array(step).max(most.cleanup).default([]),
    timeoutSeconds: z.int().min(1).max(300).default(60),
    /** For the steps of cleanup, beyond the time of the others. */
    cleanupSeconds: z.int().min(1).max(60).default(20),
    degradedAfterMilliseconds: z.int().min(1).max(300_000).optional(),
    retry: retry.optional(),
    schedule: schedule.optional(),
    maintenance: z.array(maintenance).max(20).default([]),
    alert: z
      .strictObject({
        afterFailures: z.int().min(1).max(100).default(2),
        /** Told again as long as it lasts. Default: never. */
        remindMinutes: z.int().min(5).max(10_080).optional(),
      })
      .default(usualAlert),
    slo: z
      .strictObject({
        availability: share.min(0.5, { error: shareWords }).max(0.99999, { error: shareWords }),
        days: z.int().min(1).max(30).default(30),
      })
      .optional(),
  })
  .superRefine(({ scenarios, steps, cleanup, targets }, context) => {
    const refuse = (message: string, path: (string | number)[]) =>
      context.addIssue({ code: 'custom', message, path })
    if (!scenarios && !steps) return refuse('wants steps, or scenarios', [])
    if (scenarios && steps) return refuse('wants steps or scenarios: one of the two, not both', ['scenarios'])
    if (scenarios && cleanup.length > 0) refuse('wants steps: scenarios clean up by themselves', ['cleanup'])
    if (!targets.includes('own'))
      for (const [index, each] of (steps ?? []).entries())
        if (each.person || each.mail) refuse('wants `own` among the targets', ['steps', index])
    for (const [index, each] of cleanup.entries())
      if (each.person || each.mail)
        refuse('wants no new person and no mail while it cleans up', ['cleanup', index])
    if (steps && targets.length === 0) refuse('wants the origins that may be called', ['targets'])
  })

export type Journey = z.infer<typeof journeyShape>

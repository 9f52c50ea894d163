import { z } from 'zod'
import { moment } from '../../../kit/listing.ts'
import { json, noAudit, person, recorded, route } from '../../../kit/route.ts'
import { accountFaults } from '../faults.ts'
import { changeProfile, makeProfile } from './profiles.ts'
import { findProfile } from './store.ts'

const vanityUrl = z
  .string({ error: 'vanityUrl is required' })
  .min(1, 'vanityUrl is required')
  .max(64, 'vanityUrl has at most 64 characters')
  .regex(/^[a-zA-Z0-9_-]+$/, 'vanityUrl can only contain letters, numbers, hyphens, and underscores')
const headline = z
  .string({ error: 'headline is text' })
  .max(500, 'headline has at most 500 characters')
  .nullish()

const schema = z.object({
  profile: z.object({
    id: z.string(),
    vanityUrl: z.string(),
    headline: z.string().nullable(),
    createdAt: moment,
    updatedAt: moment,
  }),
})

/** Source 004 had them at both addresses. */
const routesAt = (path: string) => [
  route({
    method: 'GET',
    path,
    summary: "The caller's own profile.",
    who: person,
    dialect: '004',
    audit: noAudit('shows what the person itself wrote'),
    output: { kind: 'schema', schema },
    async handle({ world }) {
      const profile = await findProfile(world)
      if (!profile) throw accountFaults.PROFILE_NOT_FOUND()
      return { profile }
    },
  }),
  route({
    method: 'POST',
    path,
    summary: "Makes the caller's profile; there is one of each person.",
    who: person,
    dialect: '004',
    csrfFirst: true,
    audit: recorded('profile.made', 'profile'),
    body: json(z.object({ vanityUrl, headline })),
    output: { kind: 'schema', schema, status: 201 },
    handle: async ({ world, caller, body }) => ({
      profile: await makeProfile(world, caller.accountId, body),
    }),
  }),
  route({
    method: 'PUT',
    path,
    summary: "Changes the caller's profile; what is not given stays.",
    who: person,
    dialect: '004',
    csrfFirst: true,
    audit: recorded('profile.changed', 'profile'),
    body: json(z.object({ vanityUrl: vanityUrl.optional(), headline })),
    output: { kind: 'schema', schema },
    handle: async ({ world, caller, body }) => ({
      profile: await changeProfile(world, caller.accountId, body),
    }),
  }),
]

export const profileRoutes = [...routesAt('/profiles'), ...routesAt('/api/profiles')]

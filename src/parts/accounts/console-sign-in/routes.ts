import { z } from 'zod'
import { anyone, byRule, noAudit, redirect, redirects, route } from '../../../kit/route.ts'
import { isFeatureOn } from '../../../kit/flags.ts'
import { providerHost } from './provider.ts'
import { finishSignIn, startSignIn } from './sign-in.ts'

/** One slash and neither a second nor a backslash, which browsers read as one: those lead to another host. */
const ownPath = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[^\\#\p{Cc}]*$/u)

const ways = route({
  method: 'GET',
  path: '/auth/oidc',
  summary:
    'What the pages of signing in and up need to know: the host of the operators’ OpenID Connect provider, and whether addresses are proved by mail.',
  who: anyone,
  audit: noAudit('shows what the sign-in page shows everybody'),
  output: { kind: 'schema', schema: z.object({ provider: z.string().nullable(), mail: z.boolean() }) },
  handle: async ({ world }) => ({
    provider: providerHost(world),
    mail: await isFeatureOn(world, 'EMAIL_ENABLED'),
  }),
})

const start = route({
  method: 'GET',
  path: '/auth/oidc/start',
  summary: 'Sends an operator to the OpenID Connect provider of the console.',
  who: anyone,
  audit: noAudit('nobody is known yet'),
  limits: ['sign-in'],
  input: z.object({ next: ownPath.default('/') }),
  output: redirects,
  async handle({ world, input }) {
    const { to, cookies } = await startSignIn(world, input.next)
    return redirect(to, { cookies })
  },
})

const callback = route({
  method: 'GET',
  path: '/auth/oidc/callback',
  summary: 'Takes an operator back from there, and signs it in.',
  who: anyone,
  audit: byRule('person.signed_in'),
  limits: ['sign-in'],
  output: redirects,
  async handle({ world, request }) {
    const { to, cookies } = await finishSignIn(world, request)
    return redirect(to, { cookies })
  },
})

export const consoleSignInRoutes = [ways, start, callback]

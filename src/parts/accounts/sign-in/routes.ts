import { z } from 'zod'
import { answer, anyone, byRule, json, route } from '../../../kit/route.ts'
import { userShape } from '../sessions/user.ts'
import { signIn, warnOfFactorsOff } from './sign-in.ts'

/** As it is typed in: longer ones than anybody could have chosen are no guess. */
export const typedPassword = z.string().min(1).max(4096)

const logIn = route({
  method: 'POST',
  path: '/auth/login',
  summary: 'Signs a person in by address and password; answers with cookies, or asks for the second step.',
  who: anyone,
  audit: byRule('person.signed_in'),
  noCsrfToken: true,
  dialect: '004',
  body: json(z.object({ email: z.string().min(1).max(320), password: typedPassword })),
  output: {
    kind: 'schema',
    schema: z.object({ user: userShape.optional(), requiresTwoFactor: z.boolean() }),
  },
  async handle({ world, body, request }) {
    const outcome = await signIn(world, body, request)
    if ('sessionId' in outcome)
      return answer({ user: outcome.user, requiresTwoFactor: false }, { cookies: outcome.cookies })
    await warnOfFactorsOff(world)
    return answer({ requiresTwoFactor: true }, { cookies: outcome.instead.cookies })
  },
})

export const signInRoutes = [logIn]

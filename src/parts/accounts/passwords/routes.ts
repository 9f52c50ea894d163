import { z } from 'zod'
import { answer, byRule, json, person, route } from '../../../kit/route.ts'
import { typedPassword } from '../sign-in/routes.ts'
import { changePassword } from './change.ts'

const change = route({
  method: 'POST',
  path: '/auth/change-password',
  summary: 'Replaces the password of a signed-in person; the other sessions end.',
  who: person,
  audit: byRule('person.password_changed'),
  dialect: '004',
  body: json(z.object({ currentPassword: typedPassword, newPassword: typedPassword })),
  output: { kind: 'schema', schema: z.object({ message: z.string() }) },
  async handle({ world, caller, body, request }) {
    const cookies = await changePassword(world, caller.person!, body, request)
    return answer({ message: 'Password changed; other sessions are signed out' }, { cookies })
  },
})

export const passwordRoutes = [change]

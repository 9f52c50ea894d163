import { setUpAuthenticator } from '../../src/parts/accounts/factors/authenticator.ts'
import { aPerson } from '../../src/parts/accounts/people/people.fixture.ts'
import { makeLink } from '../../src/parts/accounts/registration/links.ts'
import { queueMail } from '../../src/parts/messages/index.ts'
import type { SignedIn } from '../../src/kit/route.ts'
import { as, transaction, type World } from '../../src/kit/world.ts'

/** A person with a row in every sealed column that is of people. @returns its account */
export async function aPersonWithSecrets(world: World): Promise<string> {
  const { personId, address } = await aPerson(world, { isVerified: false })
  await transaction(as(world, { role: 'app', accountId: personId }), async (world) => {
    for (const kind of ['verify', 'reset'] as const) {
      const link = await makeLink(world, personId, kind, address)
      const template = kind === 'verify' ? 'verify_address' : 'reset_password'
      await queueMail(world, { accountId: personId, template, to: address, values: { link: link! } })
    }
  })
  await setUpAuthenticator(world, personSignedIn(world, personId))
  return personId
}

const personSignedIn = (world: World, personId: string): SignedIn => ({
  personId,
  sessionId: null,
  authAt: world.now(),
  methods: ['pwd'],
  isVerified: true,
  hasSecondFactor: false,
  isOperator: false,
  actingOperator: null,
})

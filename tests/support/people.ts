import { setUpAuthenticator } from '../../src/parts/accounts/factors/authenticator.ts'
import { aPerson } from '../../src/parts/accounts/people/people.fixture.ts'
import { makeLink } from '../../src/parts/accounts/registration/links.ts'
import { keepSecret } from '../../src/parts/releases/journeys/secrets/secret.ts'
import { contextPlace } from '../../src/parts/releases/journeys/running/surroundings.ts'
import { seal } from '../../src/parts/vault/index.ts'
import { uuidv7 } from '../../src/kit/id.ts'
import { queueMail } from '../../src/parts/messages/index.ts'
import type { SignedIn } from '../../src/kit/route.ts'
import { as, transaction, type World } from '../../src/kit/world.ts'

/** A person with a row in every sealed column that is of people, and of journeys. @returns its account */
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
  await plantJourney(as(world, { role: 'app', accountId: personId }), personId)
  return personId
}

/** A secret of journeys, and a run with something written down. */
async function plantJourney(world: World, accountId: string): Promise<void> {
  await keepSecret(world, accountId, 'shop-password', 'a secret of a journey')
  const id = uuidv7(world)
  const context = await seal(world, contextPlace({ accountId, id }, 1), '{"variables":{},"cookies":""}')
  await world.sql`
    insert into journey_run (account_id, id, name, cause, mode, state, asked_at, context)
    values (${accountId}, ${id}, 'shop', 'call', 'real', 'ended', ${world.now()}, ${context})`
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

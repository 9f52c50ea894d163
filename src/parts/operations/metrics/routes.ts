import { faults } from '../../../kit/fault.ts'
import { answer, type Caller, document, noAudit, route, scope } from '../../../kit/route.ts'
import { as, type World } from '../../../kit/world.ts'
import { deployment } from '../../accounts/index.ts'
import { expositionOf, expositionType } from './exposition.ts'
import { figures } from './figures.ts'

const metrics = route({
  method: 'GET',
  path: '/metrics',
  summary:
    'Figures of the whole deployment, and of this process, in the text format of Prometheus; at most 5 s old.',
  who: scope('metrics:read'),
  audit: noAudit('shows counts, and nothing of any account'),
  output: document(expositionType),
  async handle({ world, caller }) {
    await refuseOthers(world, caller)
    const app = as(world, { role: 'app' })
    return answer(expositionOf(await figures(app)), { headers: { 'cache-control': 'no-store' } })
  },
})

/** Everybody makes keys for the own account; how the whole deployment stands is its operator's alone. */
async function refuseOthers(world: World, { accountId, boundSubjectId }: Caller): Promise<void> {
  const { homeAccountId } = await deployment(as(world, { role: 'app' }))
  if (accountId !== homeAccountId) throw faults.FORBIDDEN({ needs: "a key of the operator's account" })
  if (boundSubjectId) throw faults.FORBIDDEN({ needs: 'a key that is bound to no user' })
}

export const metricRoutes = [metrics]

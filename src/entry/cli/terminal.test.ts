import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anOutside } from './outside.fixture.ts'
import { type CommonOptions, terminalOf } from './terminal.ts'
import { Trouble } from './trouble.ts'

const forms = { json: { id: 'x' }, plain: 'x\ty', human: 'X and Y' }

test('an answer has the form that was asked for, its JSON a version', () => {
  const said = (options: CommonOptions, isTty = false): string => {
    const { outside, stdout } = anOutside({}, { isTty })
    terminalOf(outside, options).answer(forms)
    return stdout()
  }

  assert.equal(said({}), 'X and Y\n')
  assert.equal(said({ plain: true }), 'x\ty\n')
  assert.equal(said({ json: true }), '{"version":1,"id":"x"}\n')
  assert.equal(said({ json: true }, true), '{\n  "version": 1,\n  "id": "x"\n}\n')
})

test('remarks go to standard error and are silenced by --quiet; warnings and errors are not', () => {
  const loud = anOutside()
  const quiet = anOutside()

  for (const [{ outside }, options] of [
    [loud, {}],
    [quiet, { quiet: true }],
  ] as const) {
    const terminal = terminalOf(outside, options)
    terminal.say('by the way')
    terminal.warn('mind this')
    terminal.tell(new Trouble('It broke.'))
  }

  assert.equal(loud.stderr(), 'by the way\nmind this\nError: It broke.\n')
  assert.equal(quiet.stderr(), 'mind this\nError: It broke.\n')
  assert.equal(loud.stdout() + quiet.stdout(), '')
})

test('colours are for a terminal that wants them', () => {
  const isColoured = (env: Record<string, string>, isTty: boolean, options: CommonOptions = {}): boolean =>
    terminalOf(anOutside(env, { isTty }).outside, options).paint.isColorSupported

  assert.equal(isColoured({}, true), true)
  assert.deepEqual(
    [
      isColoured({}, false),
      isColoured({ NO_COLOR: '1' }, true),
      isColoured({ TERM: 'dumb' }, true),
      isColoured({}, true, { color: false }),
      isColoured({}, true, { plain: true }),
      isColoured({}, true, { json: true }),
    ],
    [false, false, false, false, false, false],
  )
})

test('a question is asked only where somebody can answer it, and never after --no-input', () => {
  const mayAsk = (isTty: boolean, options: CommonOptions): boolean =>
    terminalOf(anOutside({}, { isTty }).outside, options).mayAsk

  assert.deepEqual(
    [mayAsk(true, {}), mayAsk(true, { input: false }), mayAsk(false, {})],
    [true, false, false],
  )
})

test('a secret is taken out of what went wrong', () => {
  const { outside, stderr } = anOutside()

  terminalOf(outside, {}, (text) => text.replaceAll('s3cret', '[redacted]')).tell(
    new Trouble('No s3cret.', { details: ['s3cret'], hint: 'Not s3cret.' }),
  )

  assert.equal(stderr(), 'Error: No [redacted].\n  [redacted]\nNot [redacted].\n')
})

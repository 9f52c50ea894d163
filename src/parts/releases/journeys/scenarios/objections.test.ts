import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readJourney } from '../document/read.ts'
import { crowdObjections, scenarioObjections } from './objections.ts'

const told = (text: string) =>
  scenarioObjections(readJourney(text)).map(({ path, wants }) => `/${path.join('/')}: ${wants}`)

test('J1: a scenario that there is not is told with its place and those there are', () => {
  const [first, ...more] = told('scenarios: [register, pay]')

  assert.match(first!, /^\/scenarios\/1: there is no scenario pay; there are register, verify, /)
  assert.deepEqual(more, [])
})

test('J1: scenarios before what they need are refused, each with its place', () => {
  assert.deepEqual(told('scenarios: [logout, register, login]'), [
    '/scenarios/0: logout needs login before it',
  ])
  assert.deepEqual(told('scenarios: [register, login, 2FA, logout]'), [])
})

test('a schedule that makes more people up than there is room for is refused with the seconds it wants', () => {
  const room = { most: 7, seconds: 900 }
  const wantsOf = (text: string) => crowdObjections(readJourney(text), room).map(({ wants }) => wants)
  const two = `targets: [own]
steps: [{ name: a, person: { as: ada } }, { name: b, person: { as: bob } }]`

  assert.deepEqual(
    [
      wantsOf('scenarios: [register]\nschedule: { everySeconds: 128 }'),
      wantsOf('scenarios: [register]\nschedule: { everySeconds: 129 }'),
      wantsOf(`${two}\nschedule: { everySeconds: 200 }`),
      wantsOf('scenarios: [register]'),
      wantsOf(
        'targets: [own]\nsteps: [{ name: a, request: { url: "{{own}}/" } }]\nschedule: { everySeconds: 60 }',
      ),
    ],
    [
      ['wants 129 or more: each run makes somebody up, and there is room for 7 in 900 s'],
      [],
      ['wants 258 or more: each run makes 2 people up, and there is room for 7 in 900 s'],
      [],
      [],
    ],
  )
})

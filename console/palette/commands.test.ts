import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findCommands, inGroups, placeAfterKey, type Command } from './commands.ts'

const run = () => undefined
const commands: Command[] = [
  { id: 'a', title: 'Overview', group: 'Rooms', run },
  { id: 'b', title: 'Sync history', group: 'Rooms', run },
  { id: 'c', title: 'Sync now: Ada', detail: 'me', words: 'refresh', group: 'Actions', run },
  { id: 'd', title: 'Copy redirect URI: Strava', words: 'provider', group: 'Actions', isQuiet: true, run },
  { id: 'e', title: 'Resync of old', group: 'Actions', run },
]
const idsOf = (found: readonly Command[]) => found.map(({ id }) => id).join('')

test('nothing typed lists everything that is not quiet', () => {
  assert.equal(idsOf(findCommands(commands, ' ')), 'abce')
})

test('every word must be found somewhere, and the better places come first', () => {
  assert.equal(idsOf(findCommands(commands, 'sync')), 'bce')
  assert.equal(idsOf(findCommands(commands, 'history sync')), 'b')
  assert.equal(idsOf(findCommands(commands, 'REFRESH me')), 'c')
})

test('what is quiet is found by its name', () => {
  assert.equal(idsOf(findCommands(commands, 'redirect strava')), 'd')
})

test('groups stay together in the order in which they were found', () => {
  const [a, b, c] = commands as [Command, Command, Command]

  assert.equal(idsOf(inGroups([c, a, { ...c, id: 'x' }, b])), 'cxab')
})

test('the list has no end for the arrow keys, and no place when it is empty', () => {
  assert.deepEqual(
    [placeAfterKey('ArrowDown', 2, 3), placeAfterKey('ArrowUp', 0, 3), placeAfterKey('ArrowDown', 0, 0)],
    [0, 2, undefined],
  )
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openStage, skip, type Stage } from './stage.ts'

let stage: Stage

before(async () => {
  if (skip) return
  stage = await openStage()
  await stage.signIn()
  await stage.connectSandbox()
})

after(() => stage?.close())

const keyboard = () => stage.page.keyboard
const dialog = (name: string) => stage.page.getByRole('dialog', { name })
const panel = () => stage.page.getByRole('region', { name: 'Root keys' })

async function openSettings(): Promise<void> {
  await stage.page.goto(`${stage.server.url}/settings`)
  await stage.heading('Settings')
  await panel().getByRole('table').waitFor()
}

test('a rotation tells what it would do, and does nothing when it is left', { skip }, async () => {
  await openSettings()
  await panel().getByRole('button', { name: 'Rotate…' }).focus()
  await keyboard().press('Enter')
  await dialog('Rotate the root key?')
    .getByText(/sealed anew/)
    .waitFor()
  await stage.isAccessible('root-keys-plan')
  await stage.fitsEveryWindow('root-keys-plan')
  await keyboard().press('Escape')
  await dialog('Rotate the root key?').waitFor({ state: 'detached' })
  const answer = await stage.server.asOperator('GET', '/api/vault/keys')
  const { keys } = (await answer.json()) as { keys: { purpose: string }[] }

  assert.equal(keys.filter(({ purpose }) => purpose === 'seal').length, 1)
})

test('the root key is rotated from the settings, and the table follows to the end', { skip }, async () => {
  await openSettings()
  await panel().getByRole('button', { name: 'Rotate…' }).click()
  await stage.button('Rotate now').click()
  await stage.page.getByText(/^Key \d+ seals from now on\.$/).waitFor()
  await panel().getByRole('row').nth(2).getByText('Retired', { exact: true }).waitFor()
  await stage.isAccessible('root-keys-rotated')
  await stage.fitsEveryWindow('root-keys-rotated')
  const [newest, before] = await Promise.all(
    [1, 2].map((row) => panel().getByRole('row').nth(row).innerText()),
  )

  assert.match(newest!, /Seals\s+[1-9]\d* records?/)
  assert.match(before!, /Key 1\s+Retired\s+by key \d+\s+0 records\s+may be destroyed in 23 h/)
})

test('a rotation under way tells how far it is, and what it cannot open', { skip }, async () => {
  const rotation = { rowsAtStart: 4_000, resealed: 1_200, secondsLeft: 190, unreadable: 3 }
  await answerFirstKey({ state: 'open', rows: 2_800, retiredAt: null, destroyableAt: null }, rotation)
  await openSettings()
  await panel().getByText('1,200 of 4,000 records, about 3 min 10 s left').waitFor()
  await stage.isAccessible('root-keys-under-way')
  await stage.fitsEveryWindow('root-keys-under-way')
  const buttons = await panel().getByRole('button', { name: 'Rotate…' }).count()
  await stage.page.unroute('**/api/vault/keys')

  assert.equal(buttons, 0)
  assert.match(await panel().innerText(), /3 records cannot be opened/)
})

test('a key that is still needed is not destroyed, and the reason is told', { skip }, async () => {
  await answerFirstKey({ destroyableAt: new Date(0).toISOString() })
  await openSettings()
  await panel().getByRole('button', { name: 'Destroy key 1' }).click()
  await dialog('Destroy key 1?').waitFor()
  await stage.isAccessible('root-keys-destroy')
  await dialog('Destroy key 1?').getByRole('button', { name: 'Destroy' }).click()
  await dialog('Destroy key 1?').getByText('ROOT_KEY_NEEDED').waitFor()
  await stage.isAccessible('root-keys-needed')
  await stage.fitsEveryWindow('root-keys-needed')
  await stage.page.unroute('**/api/vault/keys')
  await dialog('Destroy key 1?').getByRole('button', { name: 'Keep it' }).click()

  assert.equal(await dialog('Destroy key 1?').count(), 0)
})

test('a keyring that opens the keys no more is told before the next start fails', { skip }, async () => {
  await changeAnswer((answer) => ({
    ...answer,
    keyring: { name: 'alias/keyhold', provenAt: null, trouble: 'KMS said ACCESS_DENIED.' },
  }))
  await openSettings()
  await panel()
    .getByText(/would not start again: KMS said ACCESS_DENIED/)
    .waitFor()
  await stage.isAccessible('root-keys-trouble')
  await stage.page.unroute('**/api/vault/keys')
})

test('a deployment that shows no root keys has no card for them', { skip }, async () => {
  await stage.page.route('**/api/vault/keys', (route) => route.fulfill({ status: 404, json: {} }))
  await stage.page.goto(`${stage.server.url}/settings`)
  await stage.heading('Settings')
  await panel().waitFor({ state: 'detached' })
  await stage.page.unroute('**/api/vault/keys')
})

test('no page asked for anything its policy refuses, and none threw', { skip }, () => {
  assert.deepEqual(stage.complaints, [])
})

type Answer = { keys: { id: number; rotation: object | null }[] }

/** The status as the server tells it, with some of it exchanged: for what takes a day or thousands of records. */
const changeAnswer = (change: (answer: Answer) => object): Promise<void> =>
  stage.exchange('**/api/vault/keys', change)

const answerFirstKey = (fields: object, rotation: object = {}): Promise<void> =>
  changeAnswer((answer) => ({
    ...answer,
    keys: answer.keys.map((key) =>
      key.id === 1 ? { ...key, ...fields, rotation: { ...key.rotation, ...rotation } } : key,
    ),
  }))

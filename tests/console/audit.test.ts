import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { openStage, skip, type Stage } from './stage.ts'

let stage: Stage
let connection: string
let key: { id: string; key: string }
let token: string

before(async () => {
  if (skip) return
  stage = await openStage()
  await stage.signIn()
  await stage.connectSandbox()
  connection = new URL(stage.page.url()).pathname.split('/').at(-1)!
  const wanted = { name: 'web', scopes: ['connections:token'], expiresInDays: 90 }
  key = (await (await stage.server.asOperator('POST', '/api/keys', wanted)).json()) as typeof key
  for (let read = 0; read < 30; read++) token = await readToken()
})

after(() => stage?.close())

async function readToken(): Promise<string> {
  const headers = { authorization: `Bearer ${key.key}` }
  const answer = await fetch(`${stage.server.url}/api/connections/${connection}/token`, { headers })
  return ((await answer.json()) as { access_token: string }).access_token
}

const keyboard = () => stage.page.keyboard
const main = () => stage.page.getByRole('main')
const dialog = (name: string | RegExp) => stage.page.getByRole('dialog', { name })
const proof = () => stage.page.getByRole('region', { name: 'Proof' })
const field = (name: string) => stage.page.getByRole('combobox', { name, exact: true })
const rows = () => stage.page.getByRole('table').getByRole('row')
const address = () => new URL(stage.page.url()).searchParams

async function openAudit(search = ''): Promise<void> {
  await stage.page.goto(`${stage.server.url}/audit${search}`)
  await stage.heading('Audit')
  await stage.page.locator('main .skeleton').first().waitFor({ state: 'detached' })
}

test('entries are shown newest first, page by page', { skip }, async () => {
  await openAudit()
  await rows().nth(25).waitFor()
  await stage.isAccessible('audit')
  await stage.fitsEveryWindow('audit')
  await main().getByRole('link', { name: 'Next page' }).click()
  await main().getByRole('link', { name: 'First page' }).waitFor()

  assert.ok(address().has('cursor'))
})

test('a filter stands in the address: an action by its beginning, and who acted', { skip }, async () => {
  await openAudit()
  await keyboard().press('/')
  await keyboard().type('key.')
  await keyboard().press('Enter')
  await main().getByRole('button', { name: 'key.created' }).waitFor()
  await main().getByRole('button', { name: 'token.read' }).first().waitFor({ state: 'detached' })
  await field('Actor').fill('operator.key')
  await keyboard().press('Enter')
  await stage.page.waitForURL(/actor=operator\.key/)
  const filtered = stage.page.url()
  await stage.page.reload()
  await main().getByRole('button', { name: 'key.created' }).waitFor()

  assert.deepEqual(
    [...new URL(filtered).searchParams],
    [
      ['action', 'key.'],
      ['actor', 'operator.key'],
    ],
  )
  assert.equal(await rows().count(), 2)
})

test('what was not found is said with what to do, and clearing brings all back', { skip }, async () => {
  await openAudit('?action=token&outcome=failed')
  await main().getByText('No entry matches.').waitFor()
  await stage.isAccessible('audit-nothing-found')
  await stage.button('Clear').click()
  await rows().nth(25).waitFor()

  assert.equal(address().size, 0)
})

test('an object that is no id is refused beside its field, and not asked for', { skip }, async () => {
  await openAudit()
  await field('Object').fill('Ada')
  await keyboard().press('Enter')
  await main().getByText('An object is named by its id, a UUID.').waitFor()
  await stage.isAccessible('audit-no-id')
  await field('Object').fill(connection)
  await keyboard().press('Enter')
  await stage.page.waitForURL(new RegExp(`object=${connection}`))

  assert.equal(await main().getByRole('alert').count(), 0)
})

test(
  'an entry is opened, gone through and followed to others of its actor by keys alone',
  { skip },
  async () => {
    await openAudit(`?actor=${key.id}`)
    await main().getByRole('button', { name: 'token.read' }).first().focus()
    await keyboard().press('Enter')
    await dialog('token.read').waitFor()
    await dialog('token.read').getByText('API key', { exact: true }).waitFor()
    await stage.isAccessible('audit-entry')
    await stage.fitsEveryWindow('audit-entry')
    await keyboard().press('Escape')
    await dialog('token.read').waitFor({ state: 'detached' })
    assert.equal(await stage.page.evaluate(() => document.activeElement?.textContent), 'token.read')

    await keyboard().press('Enter')
    await dialog('token.read').getByRole('link', { name: 'All about it' }).focus()
    await keyboard().press('Enter')

    await stage.page.waitForURL((url) => url.search === `?object=${connection}`)
    assert.equal(await dialog('token.read').count(), 0)
  },
)

test('the whole log is proved from its card, which then tells when and how much', { skip }, async () => {
  await openAudit()
  await stage.button('Verify all').focus()
  await keyboard().press('Enter')
  await proof()
    .getByText(/, of the whole log/)
    .waitFor()
  await proof().getByText('Whole', { exact: true }).waitFor()
  await stage.button('Verify now').click()
  await proof()
    .getByText(/, of what was new/)
    .waitFor()

  await openAudit('?action=audit.verified')
  assert.equal(await rows().count(), 3)
})

test('a proof under way tells how far it is, and ends with its outcome', { skip }, async () => {
  const held = Promise.withResolvers<void>()
  await stage.page.route('**/api/audit/verify', async (route) => {
    await held.promise
    await route.continue()
  })
  await openAudit()
  await answerStatus({ entries: '40000', running: { entries: 10_000 } })
  await stage.button('Verify all').click()
  await proof().getByText('10,000 of 40,000 entries').waitFor()
  await stage.isAccessible('audit-proving')
  await stage.fitsEveryWindow('audit-proving')
  const isHeld = await stage.button('Verify all').getAttribute('aria-disabled')
  await stage.page.unroute('**/api/audit/status')
  held.resolve()
  await proof().getByText('Whole', { exact: true }).waitFor()
  await stage.page.unroute('**/api/audit/verify')

  assert.equal(isHeld, 'true')
})

test('a log that is not whole says so first, with what was found and what to do', { skip }, async () => {
  const problems = [
    { code: 'ENTRY_ALTERED', block: '7', text: 'an entry of block 7 (entries 40 to 52) was altered' },
    { code: 'TRUNCATED', block: null, text: 'a checkpoint counts 12 blocks, and the log ends with block 9' },
  ]
  const checked = { blocks: 9, entries: 60, checkpoints: 2 }
  const at = new Date().toISOString()
  const lastProof = { ok: false, at, isFull: true, checked, pending: 0, problemCount: 14, problems }
  await answerStatus({ lastProof })
  await openAudit()
  await proof().getByRole('alert').getByText('TRUNCATED').waitFor()
  await stage.isAccessible('audit-not-whole')
  await stage.fitsEveryWindow('audit-not-whole')
  const words = await proof().textContent()
  await stage.page.unroute('**/api/audit/status')

  assert.match(words ?? '', /Not whole.*14 problems were found.*And 12 more.*Touch nothing/)
})

test('the checkpoint and the public key are copied as they were signed', { skip }, async () => {
  await openAudit()
  const clipboard = () => stage.page.evaluate(() => navigator.clipboard.readText())
  await stage.button('Copy checkpoint').click()
  const checkpoint = await clipboard()
  await stage.button('Copy public key').click()

  assert.match(checkpoint, /^keyhold\/audit\/\S+\n\d+\n\S+\nentries \d+\n\n— keyhold\/audit\/\S+ \S+\n$/)
  assert.match(await clipboard(), /^keyhold\/audit\/\S+\+[0-9a-f]{8}\+\S+$/)
})

test('a leaked token tells who was given it, and never leaves the page', { skip }, async () => {
  const sent: string[] = []
  stage.page.on('request', (request) => sent.push(request.url() + (request.postData() ?? '')))
  await openAudit()
  await stage.button('Who read this token?').focus()
  await keyboard().press('Enter')
  await dialog('Who read this token?').waitFor()
  await stage.page.getByLabel('Token', { exact: true }).fill(`Authorization: Bearer ${token}\n`)
  await keyboard().press('Enter')
  const found = dialog('Who read this token?').getByRole('region', { name: 'Who was given it' })
  await found.getByText('web', { exact: true }).waitFor()
  await stage.isAccessible('audit-find')
  await stage.fitsEveryWindow('audit-find')

  const hash = createHash('sha256').update(token).digest('hex')
  assert.ok(sent.some((request) => request.endsWith(`/api/audit/reads?tokenHash=${hash}`)))
  assert.ok(!sent.some((request) => request.includes(token)))
  assert.ok(!(await stage.page.content()).includes(token))
  await found.getByRole('link', { name: 'Ada Fjell' }).first().click()
  await stage.page.waitForURL((url) => url.pathname === `/connections/${connection}`)
})

test('a token that looks like a hash is hashed, too', { skip }, async () => {
  const looksLikeHash = 'ab'.repeat(32)
  await openAudit()
  await stage.button('Who read this token?').click()
  await stage.page.getByLabel('Token', { exact: true }).fill(looksLikeHash)
  const [asked] = await Promise.all([
    stage.page.waitForRequest(/\/api\/audit\/reads/),
    keyboard().press('Enter'),
  ])
  await dialog('Who read this token?').getByText('Nobody was given this token').waitFor()

  assert.ok(!asked.url().includes(looksLikeHash))
})

test('a SHA-256 that was made elsewhere is taken as it is, and nothing else for one', { skip }, async () => {
  await openAudit()
  await stage.button('Who read this token?').click()
  await stage.page.getByRole('radio', { name: 'Its SHA-256' }).check()
  await stage.page.getByLabel('SHA-256 of the token').fill(token)
  await stage.button('Find').click()
  await stage.page.getByText('A SHA-256 has 64 hex digits.').waitFor()
  await stage.isAccessible('audit-find-no-hash')
  await stage.page.getByLabel('SHA-256 of the token').fill(createHash('sha256').update(token).digest('hex'))
  await stage.button('Find').click()

  await dialog('Who read this token?')
    .getByText(/^Given out \d+ times$/)
    .waitFor()
})

test('the export is told as commands that hold the public key', { skip }, async () => {
  await openAudit()
  await stage.button('Export').click()
  await dialog('Export the log').waitFor()
  await stage.isAccessible('audit-export')
  await stage.fitsEveryWindow('audit-export')
  await stage.button('Copy the command that exports').click()
  const copied = await stage.page.evaluate(() => navigator.clipboard.readText())

  assert.equal(copied, 'npx keyhold audit export --to log.jsonl')
  await dialog('Export the log')
    .getByText(/--key 'keyhold\/audit\//)
    .waitFor()
})

test('the palette finds the reader of a token and the proof, from another room', { skip }, async () => {
  await stage.page.goto(`${stage.server.url}/settings`)
  await stage.heading('Settings')
  await keyboard().press('Control+k')
  await dialog('Go to or do').waitFor()
  await keyboard().type('leak')
  await keyboard().press('Enter')
  await dialog('Who read this token?').waitFor()
  await keyboard().press('Escape')
  await keyboard().press('Control+k')
  await dialog('Go to or do').waitFor()
  await keyboard().type('verify audit')
  const [asked] = await Promise.all([
    stage.page.waitForRequest(/\/api\/audit\/verify/),
    keyboard().press('Enter'),
  ])

  assert.equal(asked.postData(), '{"full":false}')
})

test('no page asked for anything its policy refuses, and none threw', { skip }, () => {
  assert.deepEqual(stage.complaints, [])
})

/** The status as the server tells it, with some of it exchanged: for what would need a large log or a broken one. */
const answerStatus = (some: object): Promise<void> =>
  stage.exchange('**/api/audit/status', (status) => ({ ...status, ...some }))

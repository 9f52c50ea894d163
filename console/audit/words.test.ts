import assert from 'node:assert/strict'
import { test } from 'node:test'
import { actorInWords, checkedInWords, detailInWords, some, standingOf } from './words.ts'

const checked = { entries: 1_200, blocks: 1, checkpoints: 0 }
const aProof = { ok: true, checked, pending: 0, problemCount: 0, problems: [], at: '', isFull: true }

test('a key is called by its name, and by its id where the name is not known', () => {
  const key = { actorKind: 'key', actor: 'k1' }
  const names = new Map([['k1', 'web']])

  assert.deepEqual(
    actorInWords(key, (id) => names.get(id)),
    { who: 'web', sub: 'API key' },
  )
  assert.deepEqual(
    actorInWords(key, () => undefined),
    { who: 'API key', sub: 'k1' },
  )
})

test('details are told in one line, without what is null', () => {
  const words = ['{"code":"GONE","tries":2,"block":null}', '{half', null].map((detail) =>
    detailInWords({ detail }),
  )

  assert.deepEqual(words, ['code: GONE, tries: 2', 'detail: {half', ''])
})

test('a log is called whole only after a proof that found nothing', () => {
  const labels = [
    { running: null, lastProof: null },
    { running: { entries: 0 }, lastProof: aProof },
    { running: null, lastProof: aProof },
    { running: null, lastProof: { ...aProof, ok: false, problemCount: 1 } },
  ].map((status) => standingOf(status).label)

  assert.deepEqual(labels, ['Not proved yet', 'Being proved', 'Whole', 'Not whole'])
})

test('counts are told whole, however large', () => {
  assert.equal(some('12345678901234567890', 'entry', 'entries'), '12,345,678,901,234,567,890 entries')
  assert.equal(checkedInWords(aProof), '1,200 entries, 1 block, 0 checkpoints')
})

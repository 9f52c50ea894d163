import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { knownProviders, providersWithoutAddress } from './known.ts'
import { valueAt } from './pointer.ts'
import { isComplete } from './provider.ts'

for (const provider of [...knownProviders, ...providersWithoutAddress]) {
  describe(provider.id, () => {
    test('has its addresses, or is discovered by its issuer', () => {
      assert.ok(isComplete(provider) || (provider.discovery && provider.issuer !== null))
    })

    test('lists every scope it asks for by default, in words', () => {
      const inWords = new Set([...provider.scopes.known.map(({ id }) => id), ...provider.scopes.always])

      assert.deepEqual(
        provider.scopes.default.filter((scope) => !inWords.has(scope)),
        [],
      )
    })

    test('names only fields of its own as unverified', () => {
      for (const { field } of provider.unverified) {
        assert.notEqual(valueAt(provider, `/${field.replaceAll('.', '/')}`), undefined, field)
      }
    })

    test('comes with nothing in code that data can say', () => {
      assert.deepEqual(provider.hooks, {})
    })
  })
}

test('every provider of the public network names its sources and calls nothing but https', () => {
  for (const provider of knownProviders) {
    assert.ok(provider.sources.length >= 3, provider.id)
    assert.ok(provider.unverified.length > 0, provider.id)
    assert.ok(!JSON.stringify({ ...provider, hooks: null }).includes('http:'), provider.id)
  }
})

test('a provider that nobody can ask about reuse is never asked twice', () => {
  const unknown = providersWithoutAddress.find(({ discovery }) => discovery)

  assert.equal(unknown?.rotation, 'family')
})

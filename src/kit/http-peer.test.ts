import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { clientAddress, countedAddress, networksOf } from './http-peer.ts'

const proxies = networksOf(['loopback', '10.0.0.0/8', '2001:db8:ffff::/48'])

describe('where a request comes from', () => {
  const rows: [
    what: string,
    peer: string | undefined,
    forwardedFor: string | undefined,
    is: string | undefined,
  ][] = [
    ['the peer', '203.0.113.9', undefined, '203.0.113.9'],
    ['the peer, whatever a stranger writes', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['whom a trusted proxy names', '10.1.2.3', '203.0.113.9', '203.0.113.9'],
    [
      'the last whom it names: what is left of that, anybody may have written',
      '10.1.2.3',
      '1.1.1.1, 203.0.113.9',
      '203.0.113.9',
    ],
    [
      'behind two trusted proxies the one before both',
      '127.0.0.1',
      '1.1.1.1, 203.0.113.9, 10.9.9.9',
      '203.0.113.9',
    ],
    ['a trusted proxy itself that names nobody', '10.1.2.3', '', '10.1.2.3'],
    ['the last that is an address', '10.1.2.3', '203.0.113.9, unknown', '10.1.2.3'],
    ['without its port', '10.1.2.3', '203.0.113.9:4711', '203.0.113.9'],
    ['of IPv6 without port and brackets', '10.1.2.3', '[2001:db8::7]:443', '2001:db8::7'],
    ['without a zone', 'fe80::1%eth0', undefined, 'fe80::1'],
    ['of a mapped address the IPv4 one', '::ffff:203.0.113.9', undefined, '203.0.113.9'],
    ['mapped in words, too', '::ffff:cb00:7109', undefined, '203.0.113.9'],
    ['a proxy that is told mapped is trusted, too', '::ffff:10.1.2.3', '203.0.113.9', '203.0.113.9'],
    ['a proxy on IPv6', '2001:db8:ffff::1', '203.0.113.9', '203.0.113.9'],
    ['nowhere that is known', undefined, '203.0.113.9', undefined],
  ]

  for (const [what, peer, forwardedFor, is] of rows)
    test(`is ${what}`, () => {
      assert.equal(clientAddress(peer, forwardedFor, proxies), is)
    })

  test('is the peer where no proxy is trusted', () => {
    assert.equal(clientAddress('127.0.0.1', '203.0.113.9', undefined), '127.0.0.1')
  })

  test('is found in a list that was made to be long', () => {
    const long = Array.from({ length: 5000 }, () => '10.0.0.1').join(', ')

    assert.equal(clientAddress('10.1.2.3', `203.0.113.9, ${long}`, proxies), '10.0.0.1')
  })
})

test('an IPv6 address is counted as its /56, every other as itself', () => {
  assert.deepEqual(
    ['2001:db8:1:2ff::1', '2001:db8:1:200:ffff:ffff:ffff:ffff', '2001:DB8:1:300::', '::1', '203.0.113.9'].map(
      countedAddress,
    ),
    ['2001:db8:1:200::/56', '2001:db8:1:200::/56', '2001:db8:1:300::/56', '0:0:0:0::/56', '203.0.113.9'],
  )
})

test('what is no network is told in words', () => {
  for (const wrong of ['10.0.0.0/33', '10.0.0', 'all', '::/129', '10.0.0.0/', '10.0.0.0/-1', 'fe80::1%eth0'])
    assert.throws(() => networksOf([wrong]), /is no network/, wrong)
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Fault } from '../../../kit/fault.ts'
import { defineProvider, type ListedProvider } from '../providers/provider.ts'
import { discord } from '../providers/discord.ts'
import { dropbox } from '../providers/dropbox.ts'
import { fitbit } from '../providers/fitbit.ts'
import { github } from '../providers/github.ts'
import { google } from '../providers/google.ts'
import { linear } from '../providers/linear.ts'
import { notion } from '../providers/notion.ts'
import { slack } from '../providers/slack.ts'
import { strava } from '../providers/strava.ts'
import { zoom } from '../providers/zoom.ts'
import { withings } from '../providers/withings.ts'
import { baseUrlOf } from './base-url.ts'
import { providerAddress } from './provider-address.ts'

const { hooks: _hooks, ...plain } = strava

const addressOf = (provider: ListedProvider, path: string, query = ''): string => {
  try {
    return providerAddress(provider, 'client-7', baseUrlOf(provider, undefined), { path, query }).href
  } catch (error) {
    return (error as Fault).code
  }
}

test('an address is the path behind the API’s own', () => {
  assert.equal(
    addressOf(strava, '/athlete/activities', '?page=2&q=a%2Fb'),
    'https://www.strava.com/api/v3/athlete/activities?page=2&q=a%2Fb',
  )
})

test('what would be made plain on its way is refused, so that what was checked is what is called', () => {
  for (const path of [
    '/a/../../b',
    '/a b',
    '/a\\b',
    '/a/%2e%2e/b',
    '/ä',
    '/a"b',
    '/a\tb',
    '@evil.test/',
    'x',
  ])
    assert.equal(addressOf(strava, path), 'PROXY_PATH_REFUSED', path)
})

test('a path that makes another host of the base is refused', () => {
  const rootless = defineProvider({ ...plain, api: { baseUrls: ['https://api.test'] } })

  for (const path of ['@evil.test/', '.evil.test/', ':8443/', ':80@evil.test/'])
    assert.equal(addressOf(rootless, path), 'PROXY_PATH_REFUSED', path)
})

describe('addresses that give, show or end tokens are refused', () => {
  for (const [provider, path] of [
    [strava, '/oauth/token'],
    [strava, '/oauth/deauthorize'],
    [strava, '/oauth'],
    [strava, '/OAuth/Deauthorize/'],
    [strava, '/%6fauth/deauthorize'],
    [strava, '/oauth;x=1/deauthorize'],
    [strava, '/oauth/deauthorize/'],
    [github, '/applications/client-7/token'],
    [github, '/applications/client-7/grant'],
    [fitbit, '/oauth2/token'],
    [fitbit, '/oauth2/revoke'],
    [fitbit, '/1.1/oauth2/introspect'],
    [slack, '/oauth.v2.access'],
    [slack, '/oauth.access'],
    [slack, '/auth.revoke'],
    [dropbox, '/auth/token/revoke'],
    [discord, '/oauth2/token/revoke'],
    [google, '/oauth2/v3/tokeninfo'],
    [linear, '/oauth/revoke'],
    [notion, '/oauth/introspect'],
    [withings, '/v2/oauth2'],
    [zoom, '/users/me/token'],
    [zoom, '/users/z8yAAAAA8bbbQ/Token/'],
    [zoom, '/users/me/zak'],
  ] as const)
    test(`${provider.id} ${path}`, () => {
      assert.equal(addressOf(provider, path), 'PROXY_PATH_REFUSED')
    })

  test('also when the file names none: token and revocation address are known', () => {
    const own = defineProvider({
      ...plain,
      authorizeUrl: 'https://api.test/v1/login',
      tokenUrl: 'https://api.test/v1/token',
      revoke: {
        url: 'https://api.test/v1/apps/{client_id}/end',
        authentication: 'none',
        token: 'access_token',
      },
      api: { baseUrls: ['https://api.test/v1'] },
    })

    for (const path of ['/token', '/TOKEN/', '/login', '/apps/client-7/end', '/t%6fken'])
      assert.equal(addressOf(own, path), 'PROXY_PATH_REFUSED', path)
    assert.equal(addressOf(own, '/tokens'), 'https://api.test/v1/tokens')
  })

  test('and nothing that only looks like them', () => {
    assert.equal(addressOf(strava, '/oauthors'), 'https://www.strava.com/api/v3/oauthors')
    assert.equal(addressOf(discord, '/oauth2/@me'), 'https://discord.com/api/v10/oauth2/@me')
  })
})

describe('the API address', () => {
  const shop = defineProvider({
    ...plain,
    api: {
      baseUrls: ['https://{shop}.shop.test/api', 'https://eu.test/{realm}/v1'],
      variables: { shop: '.*', realm: '([0-9]{1,4}|\\.\\.)' },
    },
  })
  const base = (provider: ListedProvider, named?: string): string => {
    try {
      return baseUrlOf(provider, named).href
    } catch (error) {
      return (error as Fault).code
    }
  }

  test('is the first unless another is named', () => {
    assert.equal(base(google), 'https://www.googleapis.com/')
    assert.equal(base(google, 'https://sheets.googleapis.com/'), 'https://sheets.googleapis.com/')
  })

  test('must be one of the provider’s', () => {
    for (const named of [
      'https://evil.test',
      'http://www.googleapis.com',
      'https://www.googleapis.com:8443',
      'https://www.googleapis.com.evil.test',
      'https://www.googleapis.com/drive',
      'https://a@www.googleapis.com',
      '',
    ])
      assert.equal(base(google, named), 'PROXY_BASE_REFUSED', named)
  })

  test('with a variable must be named, and its value be one plain word', () => {
    assert.equal(base(shop), 'PROXY_BASE_REFUSED')
    assert.equal(base(shop, 'https://my-shop.shop.test/api'), 'https://my-shop.shop.test/api')
    assert.equal(base(shop, 'https://eu.test/17/v1'), 'https://eu.test/17/v1')
    for (const named of [
      'https://evil.test/x.shop.test/api',
      'https://evil.test?x.shop.test/api',
      'https://evil.test#.shop.test/api',
      'https://a@evil.shop.test/api',
      'https://.shop.test/api',
      'https://eu.test/../v1',
      'https://eu.test/x/v1',
    ])
      assert.equal(base(shop, named), 'PROXY_BASE_REFUSED', named)
  })

  test('may be none at all', () => {
    assert.equal(base(defineProvider({ ...plain, api: {} })), 'PROXY_NOT_OFFERED')
  })
})

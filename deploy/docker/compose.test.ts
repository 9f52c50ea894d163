import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { entryVariables } from '../../docs/pages/config.ts'
import { neededSecrets } from '../../src/entry/cli/secret-files.ts'
import { parts } from '../../src/parts.ts'
import { readYaml, type Yaml } from './yaml.ts'

interface Service {
  [key: string]: Yaml | undefined
  environment: Record<string, string>
  networks: string[]
  secrets?: string[]
  volumes: string[]
  ports?: string[]
}

interface Compose {
  services: Record<string, Service>
  networks: Record<string, { internal?: string } | null>
  volumes: Record<string, null>
  secrets: Record<string, { file: string }>
}

const textOf = (name: string): string => readFileSync(join(import.meta.dirname, name), 'utf8')
const composeIn = (name: string): Compose => readYaml(textOf(name)) as unknown as Compose
const files = {
  'compose.yaml': composeIn('compose.yaml'),
  'compose.embedded.yaml': composeIn('compose.embedded.yaml'),
}
const [whole, embedded] = [files['compose.yaml'], files['compose.embedded.yaml']]

/** Keys of a service that we use, of those that the Compose Specification knows. */
const knownKeys =
  'image user build restart depends_on environment command secrets ports volumes networks healthcheck stop_grace_period init shm_size read_only tmpfs cap_drop cap_add security_opt mem_limit cpus pids_limit logging'.split(
    ' ',
  )

for (const [name, compose] of Object.entries(files)) {
  describe(name, () => {
    const services = Object.entries(compose.services)

    for (const [title, service] of services) {
      test(`${title} has only keys of the specification`, () => {
        assert.deepEqual(
          Object.keys(service).filter((key) => !knownKeys.includes(key)),
          [],
        )
      })

      test(`${title} may write nowhere but in its volumes, has no rights, and cannot get any`, () => {
        assert.equal(service.read_only, 'true')
        assert.deepEqual(service.cap_drop, ['ALL'])
        assert.deepEqual(service.cap_add ?? [], title === 'caddy' ? ['NET_BIND_SERVICE'] : [])
        assert.deepEqual(service.security_opt, ['no-new-privileges:true'])
        assert.equal(service.privileged, undefined)
      })

      test(`${title} has limits, and a log that does not fill the disk`, () => {
        assert.ok(service.mem_limit && service.cpus && service.pids_limit)
        assert.deepEqual(service.logging, {
          driver: 'json-file',
          options: { 'max-size': '10m', 'max-file': '5' },
        })
      })

      test(`${title} names secrets, networks and volumes that are declared`, () => {
        const named = service.volumes
          .map((volume) => volume.split(':')[0]!)
          .filter((from) => !from.startsWith('.'))

        assert.deepEqual(
          (service.secrets ?? []).filter((secret) => !compose.secrets[secret]),
          [],
        )
        assert.deepEqual(
          service.networks.filter((network) => !Object.hasOwn(compose.networks, network)),
          [],
        )
        assert.deepEqual(
          named.filter((volume) => !Object.hasOwn(compose.volumes, volume)),
          [],
        )
      })

      test(`${title} waits for those it needs to be healthy, and says itself whether it is`, () => {
        const needed = Object.entries((service.depends_on ?? {}) as Record<string, { condition: string }>)

        assert.deepEqual(
          needed.filter(
            ([other, { condition }]) => !compose.services[other] || condition !== 'service_healthy',
          ),
          [],
        )
        // Keyhold's own stands in the image.
        assert.ok(title === 'keyhold' || service.healthcheck)
      })
    }

    test('every secret is a file, and is mounted somewhere', () => {
      const mounted = services.flatMap(([, { secrets = [] }]) => secrets)

      for (const [secret, { file }] of Object.entries(compose.secrets)) {
        assert.equal(file, `./secrets/${secret}`)
        assert.ok(mounted.includes(secret))
      }
    })

    test('every NAME_FILE leads to a secret of that service', () => {
      for (const [title, { environment, secrets = [] }] of services) {
        const wanted = Object.entries(environment)
          .filter(([variable]) => variable.endsWith('_FILE'))
          .map(([, path]) => path.replace('/run/secrets/', ''))

        assert.deepEqual(wanted.toSorted(), secrets.toSorted(), title)
      }
    })

    test('every secret of production has a file that `secrets generate` makes', () => {
      const made = neededSecrets.map(({ file }) => file)

      assert.deepEqual(
        Object.keys(compose.secrets).filter((secret) => !made.includes(secret)),
        ['strava_client_secret'],
      )
    })

    test('every file it mounts is there', () => {
      const mounted = services.flatMap(([, { volumes }]) => volumes.map((volume) => volume.split(':')[0]!))

      assert.deepEqual(
        mounted.filter((from) => from.startsWith('.') && !existsSync(join(import.meta.dirname, from))),
        [],
      )
    })

    test('every variable it takes from .env is explained there', () => {
      const taken = [...textOf(name).matchAll(/(?<!\$)\$\{(\w+)/g)].map(([, variable]) => variable!)
      const explained = linesOf('.env.example').flatMap((line) => /^([A-Z_]+)=/.exec(line)?.slice(1) ?? [])

      assert.deepEqual(
        [...new Set(taken)].filter((variable) => !explained.includes(variable)),
        [],
      )
    })

    test('nothing but Caddy can be reached from outside this machine', () => {
      const open = services.flatMap(([title, { ports = [] }]) =>
        ports.filter((port) => !port.startsWith('127.0.0.1:')).map(() => title),
      )

      assert.deepEqual([...new Set(open)], ['caddy'])
    })
  })
}

test('the database is in a network without a way out, with Keyhold alone', () => {
  const sharing = Object.entries(whole.services).filter(([, { networks }]) => networks.includes('data'))

  assert.deepEqual(sharing.map(([title]) => title).sort(), ['db', 'keyhold'])
  assert.deepEqual(whole.services.db!.networks, ['data'])
  assert.equal(whole.networks.data?.internal, 'true')
  assert.equal(whole.services.db!.ports, undefined)
})

test('the administrator of the database is known to the database alone', () => {
  assert.ok(!whole.services.keyhold!.secrets!.includes('postgres_password'))
})

test('the script that makes the logins can be run: the postgres image would else read it into its own shell', () => {
  assert.notEqual(statSync(join(import.meta.dirname, 'postgres/10-logins.sh')).mode & 0o111, 0)
})

test('a volume of PostgreSQL 18 is mounted above its versions', () => {
  assert.ok(whole.services.db!.volumes.includes('database:/var/lib/postgresql'))
})

test('Keyhold is given longer to end than it takes', () => {
  for (const { services } of [whole, embedded]) assert.equal(services.keyhold!.stop_grace_period, '35s')
})

test('the two files differ in the database alone', () => {
  const mayDiffer = ['depends_on', 'environment', 'secrets', 'networks', 'init', 'shm_size', 'mem_limit']
  const rest = ({ services }: Compose) =>
    Object.fromEntries(Object.entries(services.keyhold!).filter(([key]) => !mayDiffer.includes(key)))
  const ofDatabase = /^DATABASE_|^KEYHOLD_PREPARED_STATEMENTS$/
  const environment = Object.entries(whole.services.keyhold!.environment).filter(
    ([name]) => !ofDatabase.test(name),
  )

  assert.deepEqual(embedded.services.caddy, whole.services.caddy)
  assert.deepEqual(rest(embedded), rest(whole))
  assert.deepEqual(embedded.services.keyhold!.environment, Object.fromEntries(environment))
})

const linesOf = (name: string): string[] => textOf(name).split('\n')

describe('.env.example', () => {
  const known =
    'ENVIRONMENT POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB INTERNAL_API_KEY STATE_SECRET ENCRYPTION_KEY STRAVA_CLIENT_ID STRAVA_CLIENT_SECRET STRAVA_REDIRECT_URI FRONTEND_URL'
  const settings = parts
    .flatMap((part) => Object.values(part.settings?.shape ?? {}))
    .map(({ variable }) => variable)

  test('has every variable that users of the Strava statistics backend know', () => {
    assert.deepEqual(
      known.split(' ').filter((name) => !new RegExp(`\\b${name}\\b`).test(textOf('.env.example'))),
      [],
    )
  })

  test('explains each variable in a line above it', () => {
    const lines = linesOf('.env.example')
    const bare = lines.filter(
      (line, index) => /^[A-Z_]+=/.test(line) && !/^(# \S|[A-Z_]+=)/.test(lines[index - 1] ?? ''),
    )

    assert.deepEqual(bare, [])
  })

  test('holds no secret', () => {
    assert.deepEqual(
      linesOf('.env.example').filter((line) => /^\w*(SECRET|KEY|PASSWORD)=./.test(line)),
      [],
    )
  })

  test('names nothing that nobody reads', () => {
    const read = [
      ...settings,
      ...Object.keys(entryVariables),
      ...neededSecrets.map(({ variable }) => variable),
    ]
    const ofCompose = ['COMPOSE_FILE', 'KEYHOLD_HOST', 'KEYHOLD_VERSION', 'POSTGRES_USER', 'POSTGRES_DB']
    const ofStrava = settings
      .filter((name) => name.startsWith('<'))
      .map((name) => name.replace('<PROVIDER>', 'STRAVA'))
    const named = linesOf('.env.example').flatMap((line) => /^([A-Z_]+)=/.exec(line)?.slice(1) ?? [])

    assert.deepEqual(
      named.filter((name) => ![...read, ...ofCompose, ...ofStrava].includes(name)),
      [],
    )
  })
})

describe('the reader of YAML', () => {
  test('reads maps, lists and texts', () => {
    assert.deepEqual(readYaml('a:\n  # why\n  b: "1:2"\n  c:\n    - x\n    - "y z"\nd: ["e", "f"]\ng:\n'), {
      a: { b: '1:2', c: ['x', 'y z'] },
      d: ['e', 'f'],
      g: null,
    })
  })

  test('refuses what it does not know, rather than reading it wrongly', () => {
    for (const text of ['a: &b c', 'a: |', 'a: b # c', 'a: 1\na: 2', 'a: 1\n   b: 2', '- a\nb: c', 'a: b: c'])
      assert.throws(() => readYaml(text), /line \d/, text)
  })
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, test } from 'node:test'
import { importsOf } from '../../tests/house/imports.ts'
import { isTest, root, sourceOf, sourcesIn } from '../../tests/house/sources.ts'
import { contextFiles, ignoreLinesOf, isIgnored } from './build-context.ts'
import { configOf, pairsOf, readDockerfile, type Stage } from './dockerfile.ts'

const text = readFileSync(join(import.meta.dirname, 'Dockerfile'), 'utf8')
const stages = readDockerfile(text)
const last = stages.at(-1)!
const image = configOf(last)
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string
  dependencies: Record<string, string>
  optionalDependencies: Record<string, string>
}

const wordsOf = ({ instructions }: Stage, word: string): string[] =>
  instructions.filter((each) => each.word === word).map((each) => each.text)

/** Words of the Dockerfile reference that we use; a misspelt one is none of them. */
const knownWords =
  'WORKDIR COPY RUN LABEL ENV USER VOLUME EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD'.split(' ')

describe('the Dockerfile', () => {
  test('has only instructions that exist', () => {
    const unknown = stages
      .flatMap(({ instructions }) => instructions)
      .filter(({ word }) => !knownWords.includes(word))

    assert.deepEqual(unknown, [])
  })

  test('names its base by a tag of the Node that runs everywhere else', () => {
    assert.deepEqual([...new Set(stages.map(({ base }) => base))], ['node:24-bookworm-slim'])
  })

  test('installs what the lock file says, and nothing else', () => {
    const installs = stages
      .flatMap((stage) => wordsOf(stage, 'RUN'))
      .filter((run) => /\b(npm|apt|curl|wget|pip)\b/.test(run))

    assert.deepEqual(
      installs.map((run) => run.split(' && ')[0]!.split(' ').slice(0, 2).join(' ')),
      ['npm ci', 'npm ci'],
    )
    assert.match(installs[0]!, /--omit=dev/)
  })

  test('copies the list of packages before the sources, so that a change of ours installs nothing again', () => {
    for (const stage of stages.slice(0, 2)) {
      const words = stage.instructions.map(({ word, text: rest }) => `${word} ${rest}`)

      assert.ok(words.findIndex((each) => each.startsWith('RUN npm ci')) === 2, words.join('\n'))
      assert.match(words[1]!, /^COPY package\.json package-lock\.json/)
    }
  })

  test('runs as a user that is not root, set after everything was copied', () => {
    const words = last.instructions.map(({ word }) => word)

    assert.equal(image.user, 'node')
    assert.ok(words.indexOf('USER') > words.lastIndexOf('COPY'))
    assert.ok(words.indexOf('USER') > words.lastIndexOf('RUN'))
  })

  test('starts Node as process 1, without a shell, and tells it to end by SIGTERM', () => {
    assert.deepEqual(image.command, ['node', '/app/deploy/docker/keyhold.ts', 'start'])
    assert.equal(image.stopSignal, 'SIGTERM')
  })

  test('asks /livez whether it is healthy, as a database that is away is no reason to end it', () => {
    assert.deepEqual(image.health.slice(0, 2), ['node', '-e'])
    assert.match(image.health[2]!, /process\.env\.PORT.*\/livez/)
  })

  test('keeps data in a volume, and follows production’s rules', () => {
    assert.deepEqual(image.environment, {
      ENVIRONMENT: 'production',
      HOST: '0.0.0.0',
      PORT: '3000',
      KEYHOLD_HOME: '/var/lib/keyhold',
    })
    assert.deepEqual(image.volumes, ['/var/lib/keyhold'])
  })

  test('takes no secret to build with', () => {
    const names = [...text.matchAll(/^\s*(?:ARG|ENV)?\s*([A-Z_]+)=/gm)].map(([, name]) => name!)

    assert.ok(names.includes('NODE_IMAGE') && names.includes('HOST'))
    assert.deepEqual(
      names.filter((name) => /SECRET|PASSWORD|TOKEN|KEY$/.test(name)),
      [],
    )
  })

  test('is labelled with the version of the package', () => {
    assert.equal(image.labels['org.opencontainers.image.version'], manifest.version)
    assert.equal(image.labels['org.opencontainers.image.licenses'], 'Apache-2.0')
  })
})

describe('what a builder is sent', () => {
  const sent = contextFiles(root)
  const lines = ignoreLinesOf(root)

  test('is everything that COPY names', () => {
    const named = stages
      .flatMap((stage) => wordsOf(stage, 'COPY'))
      .filter((each) => !each.startsWith('--from='))
      .flatMap((each) => each.split(' ').slice(0, -1))

    assert.deepEqual(
      named.filter((path) => !sent.some((file) => file === path || file.startsWith(`${path}/`))),
      [],
    )
  })

  test('holds no home, no secret, no history, no test, and nothing that was built here', () => {
    for (const path of [
      '.keyhold/master.key',
      '.git/config',
      'deploy/docker/.env',
      'deploy/docker/secrets/master_key',
      '.env',
      'node_modules/pg/package.json',
      'console/dist/index.html',
      'src/config.test.ts',
    ])
      assert.ok(isIgnored(lines, path), path)
    assert.ok(!isIgnored(lines, 'src/app.ts'))
  })

  test('is all that the program imports, and its packages are no development ones', () => {
    const program = [...sourcesIn('src'), ...sourcesIn('sandbox')].filter(
      ({ path }) => !isTest(path) && !path.includes('trial-home') && sent.includes(path),
    )
    const entry = 'deploy/docker/keyhold.ts'
    const imports = [...program, sourceOf(entry, readFileSync(join(root, entry), 'utf8'))].flatMap(importsOf)
    const packages = { ...manifest.dependencies, ...manifest.optionalDependencies }

    const lacking = imports
      .filter(({ specifier }) => !specifier.startsWith('node:'))
      .filter(({ specifier, target }) =>
        target === null ? !packages[packageOf(specifier)] : !sent.includes(target) && !isCopied(target),
      )
    assert.deepEqual(
      lacking.map(({ at, specifier }) => `${at} ${specifier}`),
      [],
    )
  })
})

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
/** Comes from another stage, or is a folder. */
const isCopied = (target: string): boolean => dirname(target).startsWith('console') || !/\.\w+$/.test(target)

describe('the reader of Dockerfiles', () => {
  test('joins continued lines, passes over comments in between, and fills in arguments', () => {
    const [first, second] = readDockerfile(
      '# why\nARG A=b:1\nFROM ${A} AS one\nRUN x \\\n# why\n  && y\nfrom --platform=linux/arm64 c\n',
    )

    assert.deepEqual(first, {
      base: 'b:1',
      name: 'one',
      instructions: [{ word: 'RUN', text: 'x && y', line: 4 }],
    })
    assert.deepEqual(second, { base: 'c', name: '', instructions: [] })
  })

  test('reads pairs with and without quotes', () => {
    assert.deepEqual(pairsOf('A=b c.d="e f"  G='), { A: 'b', 'c.d': 'e f', G: '' })
  })

  test('refuses a command that a shell would run', () => {
    assert.throws(() => configOf(readDockerfile('FROM a\nCMD node x')[0]!), /line 2: CMD.*shell/)
  })
})

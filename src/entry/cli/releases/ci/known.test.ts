import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runOf } from './known.ts'

const head = 'a'.repeat(40)
const merge = 'b'.repeat(40)
const noFile = (path: string): string => assert.fail(`nobody names ${path}`)

describe('what GitHub Actions says', () => {
  const job = {
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_SHA: merge,
    GITHUB_REF_NAME: '12/merge',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_HEAD_REF: 'topic',
    GITHUB_BASE_REF: 'main',
    GITHUB_RUN_ID: '9001',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_EVENT_PATH: '/event.json',
  }
  const pullRequest = (from: string) => ({
    pull_request: {
      number: 12,
      title: 'fix: "quotes"\nand $(lines)',
      labels: [{ name: 'bug' }],
      head: { sha: head, ref: 'topic', label: `${from}:topic`, repo: { full_name: `${from}/app` } },
      base: { sha: 'c'.repeat(40), ref: 'main', repo: { full_name: 'acme/app' } },
    },
  })
  const runWith = (event: object, other: object = {}) =>
    runOf({ ...job, ...other }, (path) => (path === '/event.json' ? JSON.stringify(event) : noFile(path)))

  test('of a pull request is the commit that was pushed, not the merge that was made to try it', () => {
    const run = runWith(pullRequest('acme'))

    assert.deepEqual(run, {
      repository: 'acme/app',
      commit: head,
      branch: 'topic',
      prNumber: 12,
      base: 'main',
      baseCommit: 'c'.repeat(40),
      title: 'fix: "quotes"\nand $(lines)',
      labels: ['bug'],
      ciRunId: '9001',
      attempt: 2,
    })
  })

  test("of a fork names the branch with its owner, as a fork's main is not ours", () => {
    const { branch } = runWith(pullRequest('eve'))

    assert.equal(branch, 'eve:topic')
  })

  test('of a push is the branch and its commit, of a tag no branch', () => {
    const pushed = { GITHUB_REF_NAME: 'main', GITHUB_HEAD_REF: '', GITHUB_BASE_REF: '' }

    const [push, tag] = [runWith({}, pushed), runWith({}, { ...pushed, GITHUB_REF_TYPE: 'tag' })]

    assert.deepEqual(
      [push.branch, push.commit, push.prNumber, push.base],
      ['main', merge, undefined, undefined],
    )
    assert.equal('branch' in tag, false)
  })

  test('of a merge queue and of a workflow behind another is the commit that these are about', () => {
    const queued = runWith({ merge_group: { head_sha: head, base_ref: 'refs/heads/main', base_sha: merge } })
    const behind = runWith({
      workflow_run: { head_sha: head, head_branch: 'topic', pull_requests: [{ number: 7 }] },
    })

    assert.deepEqual([queued.commit, queued.base, queued.baseCommit], [head, 'main', merge])
    assert.deepEqual([behind.commit, behind.branch, behind.prNumber], [head, 'topic', 7])
  })

  test('in a file that is no event is told, as the merge would stand there for the commit', () => {
    assert.throws(() => runOf(job, () => '{'), /is no event/)
  })
})

describe('what other CIs say', () => {
  const told = {
    'GitLab, in a merge request of merged results': [
      {
        GITLAB_CI: 'true',
        CI_PROJECT_PATH: 'acme/app',
        CI_COMMIT_SHA: merge,
        CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: head,
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'topic',
        CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'acme/app',
        CI_MERGE_REQUEST_IID: '12',
        CI_PIPELINE_ID: '77',
        CI_NODE_INDEX: '2',
      },
      { repository: 'acme/app', commit: head, branch: 'topic', prNumber: 12, ciRunId: '77', shard: '2' },
    ],
    'GitLab, on a branch': [
      {
        GITLAB_CI: 'true',
        CI_PROJECT_PATH: 'acme/app',
        CI_COMMIT_SHA: head,
        CI_COMMIT_BRANCH: 'main',
        CI_PIPELINE_ID: '78',
        CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: '',
      },
      { repository: 'acme/app', commit: head, branch: 'main', ciRunId: '78' },
    ],
    'GitLab, for a fork': [
      {
        GITLAB_CI: 'true',
        CI_PROJECT_PATH: 'acme/app',
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'main',
        CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'eve/app',
      },
      { repository: 'acme/app', branch: 'eve/app:main' },
    ],
    'Buildkite, on its second try': [
      {
        BUILDKITE: 'true',
        BUILDKITE_REPO: 'git@code.example.org:acme/app.git',
        BUILDKITE_COMMIT: head,
        BUILDKITE_BRANCH: 'main',
        BUILDKITE_PULL_REQUEST: 'false',
        BUILDKITE_BUILD_ID: 'b-1',
        BUILDKITE_RETRY_COUNT: '1',
      },
      { repository: 'acme/app', commit: head, branch: 'main', ciRunId: 'b-1', attempt: 2 },
    ],
    CircleCI: [
      {
        CIRCLECI: 'true',
        CIRCLE_PROJECT_USERNAME: 'acme',
        CIRCLE_PROJECT_REPONAME: 'app',
        CIRCLE_SHA1: head,
        CIRCLE_BRANCH: 'topic',
        CIRCLE_PULL_REQUEST: 'https://code.example.org/acme/app/pull/12',
        CIRCLE_WORKFLOW_ID: 'w-1',
        CIRCLE_NODE_INDEX: '0',
      },
      { repository: 'acme/app', commit: head, branch: 'topic', prNumber: 12, ciRunId: 'w-1', shard: '0' },
    ],
    Jenkins: [
      {
        JENKINS_URL: 'https://ci.example.org/',
        GIT_URL: 'https://code.example.org/acme/app.git',
        GIT_COMMIT: head,
        BRANCH_NAME: 'PR-12',
        CHANGE_BRANCH: 'topic',
        CHANGE_ID: '12',
        CHANGE_TARGET: 'main',
        CHANGE_TITLE: 'A title',
        BUILD_TAG: 'jenkins-app-7',
      },
      {
        repository: 'acme/app',
        commit: head,
        branch: 'topic',
        prNumber: 12,
        base: 'main',
        title: 'A title',
        ciRunId: 'jenkins-app-7',
      },
    ],
  } as const

  for (const [name, [environment, run]] of Object.entries(told))
    test(`is read of ${name}`, () => {
      assert.deepEqual(runOf(environment, noFile), run)
    })

  test('is nothing where there is none', () => {
    assert.deepEqual(runOf({ CI: 'true', GITHUB_SHA: head }, noFile), {})
  })
})

test('a CI says which folder it checked out to', () => {
  const said = [
    { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: '/here' },
    { GITLAB_CI: 'true', CI_PROJECT_DIR: '/here' },
    { BUILDKITE: 'true', BUILDKITE_BUILD_CHECKOUT_PATH: '/here' },
    { CIRCLECI: 'true', CIRCLE_WORKING_DIRECTORY: '~/here', HOME: '' },
    { JENKINS_URL: 'https://ci.test', WORKSPACE: '/here' },
  ]

  const folders = said.map((variables) => runOf(variables, noFile).folder)

  assert.deepEqual(folders, Array(5).fill('/here'))
})

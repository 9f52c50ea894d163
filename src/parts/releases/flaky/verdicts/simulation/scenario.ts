/** How the world of a simulated repository is. Every share is 0 to 1. */
export interface Scenario {
  commits: number
  /** Further attempts on one commit, at most. */
  retries: number
  /** As a CI does, or as a nightly job that repeats everything. */
  retried: 'after a failure' | 'always'
  hoursBetweenCommits: number
  /** Mean length in commits of the spell in which a regressed test fails; skewed ones are mostly short and seldom long. */
  spellCommits: number
  spells: 'geometric' | 'skewed' | 'even'
  /** How many spells a regressed test has, at most. */
  mostSpells: number
  /** Share of spells of which the repair arrives between two attempts of the last commit; of a pull request, two runs. */
  repairedBetween: number
  /** Share of the commits that belong to pull requests. */
  pullRequests: number
  /** Share of pull requests that break a test of their own accord. */
  ownBreaks: number
  /** Share of their commits that have not got what the default branch is broken by. */
  staleBase: number
  /** Share of groups of which something outside fails the first attempt. */
  outages: number
  /** Commits on which the whole CI is out of order: half of all first attempts fail. */
  badDays: number
  /** For what part of the history a flaky test is flaky. */
  flakyTime: number
  /** Share of the commits on which a test does not run. */
  skipped: number
}

/** 40 commits of the default branch, retried once after a failure; a regressed test fails on four commits or so. */
export const plain: Scenario = {
  commits: 40,
  retries: 1,
  retried: 'after a failure',
  hoursBetweenCommits: 6,
  spellCommits: 4,
  spells: 'geometric',
  mostSpells: 1,
  repairedBetween: 0,
  pullRequests: 0,
  ownBreaks: 0.01,
  staleBase: 0.2,
  outages: 0,
  badDays: 0,
  flakyTime: 1,
  skipped: 0,
}

/** How much there is to judge by. */
export const amounts: Readonly<Record<string, Partial<Scenario>>> = {
  '10 commits, 1 retry': { commits: 10 },
  '20 commits, 1 retry': { commits: 20 },
  '40 commits, 1 retry': {},
  '100 commits, 1 retry': { commits: 100 },
  '40 commits, all run twice': { retried: 'always' },
  '40 commits, no retry': { retries: 0 },
}

/** Other worlds than the plain one; 40 commits and 1 retry where nothing else is said. */
export const worlds: Readonly<Record<string, Partial<Scenario>>> = {
  'up to three skewed spells': { spells: 'skewed', mostSpells: 3 },
  'one spell in ten ends between two attempts': { repairedBetween: 0.1 },
  'one group in 1,000 fails by an outage': { outages: 0.001 },
  'flaky for half of the time': { flakyTime: 0.5 },
  'half of the commits skip a test': { skipped: 0.5 },
  '60 % of the commits in pull requests': { pullRequests: 0.6 },
  'the same, and 5 % of them break the test': { pullRequests: 0.6, ownBreaks: 0.05 },
  'the same, and a third of the spells end between two runs': {
    pullRequests: 0.6,
    ownBreaks: 0.05,
    repairedBetween: 0.33,
  },
  'the same without retries': { pullRequests: 0.6, ownBreaks: 0.05, retries: 0 },
  'spells of 2 commits, no retry': { spellCommits: 2, retries: 0 },
}

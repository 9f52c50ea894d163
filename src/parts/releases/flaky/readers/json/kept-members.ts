/** Members that some format's reader looks at; all others are read over. */
export const keptMembers: ReadonlySet<string> = new Set(
  `reportFormat results tests tool name status rawStatus duration suite message filePath line retries flaky retryAttempts
   attempt testResults assertionResults ancestorTitles title fullName failureMessages invocations retryReasons location
   numTotalTests numFailedTests numRuntimeErrorTestSuites wasInterrupted success
   config rootDir suites specs errors error file retry projectName expectedStatus stats unexpected failed
   nodeid lineno outcome setup call teardown crash longrepr reprcrash root exitcode collectors summary collected deselected
   $report_type when exitstatus wasxfail Action Package Test Elapsed Output FailedBuild ImportPath`
    .split(/\s+/)
    .filter(Boolean),
)

/** How the formats name a test, most telling first. */
export const nameMembers: readonly string[] = ['fullName', 'nodeid', 'title', 'Test', 'name']

/** Where the formats keep the tests of a run, a file or a suite. */
export const listMembers: readonly string[] = ['testResults', 'assertionResults', 'suites', 'specs', 'tests']

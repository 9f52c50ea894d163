import fc from 'fast-check'

/**
 * Properties are tried with the same values in every run, so that a run says something of the change before it;
 * `KEYHOLD_TEST_SEED=<number>` tries others.
 */
fc.configureGlobal({ seed: Number(process.env.KEYHOLD_TEST_SEED ?? 1) })

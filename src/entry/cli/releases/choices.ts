import { Option } from 'commander'

/** An option that takes one of a few words. */
export const choice = (flags: string, about: string, words: readonly string[]): Option =>
  new Option(flags, about).choices([...words])

export type { Call, CallIfChanged } from './calls.ts'
export { type ClientCode, type ErrorCode, type FaultCode, KeyholdError } from './error.ts'
export type { KeyholdOptions } from './asker.ts'
export { createKeyhold, type Keyhold, type TokenOptions } from './keyhold.ts'
export type { Retries } from './retry.ts'
export type { Through, ThroughInit } from './through.ts'
export type { components, Faults, paths } from './schema.ts'
export type {
  Activity,
  ConnectionStatus,
  Connection,
  ConnectLink,
  Entry,
  Figure,
  Provider,
  PublicFigure,
  PublicStatsOf,
  StatsOf,
  Token,
} from './shapes.ts'

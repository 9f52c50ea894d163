'use client'

export { ConnectButton, type ConnectButtonProps } from './hooks/connect-button.ts'
export { type Answer, type AnswerOptions, KeyholdProvider } from './hooks/use-answer.ts'
export { useConnection } from './hooks/use-connection.ts'
export { useStats } from './hooks/use-stats.ts'

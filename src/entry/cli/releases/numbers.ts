export { percent } from '../../../kit/chance.ts'

export const many = (count: number, one: string): string => `${count} ${count === 1 ? one : `${one}s`}`

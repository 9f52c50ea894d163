import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { diffOf, model } from '../report/diff.fixture.ts'

const colors = (...values: string[]) => `enum Color {\n${values.map((value) => `  ${value}\n`).join('')}}\n`

/** What `prisma migrate dev` writes above a migration, and the change that makes it do so. */
const warnings: readonly (readonly [warning: string, base: string, target: string, finding: string])[] = [
  [
    'You are about to drop the column `nick` on the `User` table. All the data in the column will be lost.',
    model('User', 'nick String?', 'email String'),
    model('User', 'email String'),
    'D2 User.nick',
  ],
  [
    'You are about to drop the `Visit` table. If the table is not empty, all the data it contains will be lost.',
    model('User') + model('Visit', 'at DateTime'),
    model('User'),
    'D1 Visit',
  ],
  [
    'A unique constraint covering the columns `[email]` on the table `User` will be added. If there are existing duplicate values, this will fail.',
    model('User', 'email String'),
    model('User', 'email String @unique'),
    'U1 User.email',
  ],
  [
    'Added the required column `email` to the `User` table without a default value. This is not possible if the table is not empty.',
    model('User'),
    model('User', 'email String'),
    'N1 User.email',
  ],
  [
    'The required column `ref` was added to the `User` table with a prisma-level default value. This is not possible if the table is not empty. Please add this column as optional, then populate it before making it required.',
    model('User'),
    model('User', 'ref String @default(cuid())'),
    'N1 User.ref',
  ],
  [
    'Made the column `email` on table `User` required, but there are existing NULL values.',
    model('User', 'email String?'),
    model('User', 'email String'),
    'N2 User.email',
  ],
  [
    'The values [GREEN] on the enum `Color` will be removed. If these variants are still used in the database, this will fail.',
    colors('RED', 'GREEN') + model('User', 'color Color'),
    colors('RED') + model('User', 'color Color'),
    'D8 Color',
  ],
  [
    'The primary key for the `Seat` table will be changed. If it partially fails, the table could be left without primary key constraint.',
    'model Seat {\n  row Int\n  place Int\n  @@id([row])\n}\n',
    'model Seat {\n  row Int\n  place Int\n  @@id([row, place])\n}\n',
    'P1 Seat.row,place',
  ],
  [
    'You are about to alter the column `total` on the `User` table. The data in that column could be lost. The data in that column will be cast from `BigInt` to `Integer`.',
    model('User', 'total BigInt'),
    model('User', 'total Int'),
    'D6 User.total',
  ],
  [
    'Changed the type of `total` on the `User` table. No cast exists, the column would be dropped and recreated, which cannot be done if there is data, since the column is required.',
    model('User', 'total String'),
    model('User', 'total Int'),
    'D7 User.total',
  ],
  [
    'The `total` column on the `User` table would be dropped and recreated. This will lead to data loss if there is data in the column.',
    model('User', 'total String?'),
    model('User', 'total Int?'),
    'D7 User.total',
  ],
]

describe('X2: what Prisma itself warns of is found, with its table and columns', () => {
  for (const [warning, base, target, finding] of warnings)
    test(`X2: ${warning.split('. ')[0]}`, async () => {
      const { findings } = await diffOf(base, target)

      const told = findings.map(({ rule, table, columns, model }) =>
        [rule, [table ?? model, columns.join(',')].filter(Boolean).join('.')].join(' '),
      )
      assert.ok(told.includes(finding), told.join('; '))
    })
})

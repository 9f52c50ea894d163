import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { briefly, diffOf, model, ofRule } from '../report/diff.fixture.ts'

const pairs = ({ renames }: Awaited<ReturnType<typeof diffOf>>) =>
  renames.map(({ rule, from, to }) => `${rule} ${from} > ${to}`)

/** A customer as three teams might have written it: realistic fields around those that change. */
const customer = (...lines: string[]) =>
  model(
    'Customer',
    'createdAt DateTime @default(now())',
    ...lines,
    'isActive Boolean @default(true)',
    'notes String?',
  )

describe('D3: columns that are dropped and added under another name', () => {
  test('D3: three renames in one table are suggested rightly', async () => {
    const report = await diffOf(
      customer('firstName String', 'lastName String', 'phoneNo String? @unique'),
      customer('givenName String', 'familyName String', 'phoneNumber String? @unique'),
    )

    assert.deepEqual(pairs(report).toSorted(), [
      'D3 firstName > givenName',
      'D3 lastName > familyName',
      'D3 phoneNo > phoneNumber',
    ])
    assert.equal(ofRule(report, 'D3').length, 3)
  })

  for (const [from, to] of [
    ['ph_no String @unique', 'phoneNumber String @unique'],
    ['dueDate DateTime', 'scheduledAt DateTime'],
    ['stars Int?', 'rating Int'],
    ['avatarUrl String?', 'avatar_url String?'],
    ['otherFee Decimal', 'amountPaid Decimal'],
    ['name String?', 'fullName String'],
    ['size Int', 'sizeBytes BigInt'],
    ['deactive Boolean', 'deactivated Boolean'],
    ['premium Boolean', 'isPremium Boolean'],
    ['active Boolean', 'isEnabled Boolean'],
    ['showId String', 'hiddenShowId String'],
  ] as const)
    test(`D3: ${from} to ${to}, in its place`, async () => {
      const report = await diffOf(customer(from), customer(to))

      assert.deepEqual(pairs(report), [`D3 ${from.split(' ')[0]} > ${to.split(' ')[0]}`])
    })

  test('D3: a renamed column is found at the other end of its model by its name', async () => {
    const report = await diffOf(
      `model A {\n  id Int @id\n  refferalNum String?\n  a Int\n  b Int\n}`,
      `model A {\n  id Int @id\n  a Int\n  b Int\n  c Int?\n  referralNum String?\n}`,
    )

    assert.deepEqual(pairs(report), ['D3 refferalNum > referralNum'])
  })

  for (const [what, from, to] of [
    ['another kind of value', ['legacyFlag Boolean'], ['comment String?']],
    ['a list', ['tag String'], ['tags String[]']],
    [
      'a field that nothing but its type has in common, elsewhere',
      ['middleName String?', 'a Int'],
      ['a Int', 'b Int?', 'stripeKey String?'],
    ],
  ] as const)
    test(`D3: is not said of ${what}`, async () => {
      const report = await diffOf(customer(...from), customer(...to))

      assert.deepEqual(pairs(report), [])
    })

  test('D3: is not said of a column that becomes a reference', async () => {
    const owner = (line: string) => model('Owner', line)
    const report = await diffOf(
      owner('') + customer('region String?'),
      owner('customers Customer[]') +
        customer('ownerId Int?', 'owner Owner? @relation(fields: [ownerId], references: [id])'),
    )

    assert.deepEqual(pairs(report), [])
  })

  test('D3: each old name gets one new name, the likeliest', async () => {
    const report = await diffOf(
      customer('email String', 'address String'),
      customer('emailAddress String', 'streetAddress String', 'zip String?'),
    )

    assert.deepEqual(pairs(report).toSorted(), ['D3 address > streetAddress', 'D3 email > emailAddress'])
  })

  test('D3: the SQL takes indexes and keys along, so that Prisma has nothing left to do', async () => {
    const posts = (column: string) =>
      model('Author', 'posts Post[]') +
      model(
        'Post',
        `${column} Int`,
        `author Author @relation(fields: [${column}], references: [id])`,
        `@@index([${column}])`,
      )

    const report = await diffOf(posts('writerId'), posts('authorId'))
    const { sql } = report.renames[0]!
    const done = await diffOf(posts('writerId'), posts('authorId'), { migration: sql! })

    assert.equal(
      sql,
      [
        'ALTER TABLE "Post" RENAME COLUMN "writerId" TO "authorId";',
        'ALTER TABLE "Post" RENAME CONSTRAINT "Post_writerId_fkey" TO "Post_authorId_fkey";',
        'ALTER INDEX "Post_writerId_idx" RENAME TO "Post_authorId_idx";',
      ].join('\n'),
    )
    assert.deepEqual(pairs(done), [])
  })
})

describe('D3: pairs of columns that are alike are not crossed', () => {
  const moved = (from: readonly string[], to: readonly string[]) =>
    diffOf(model('M', 'key String', ...from, 'z Int'), model('M', 'key String', 'z Int', ...to))

  for (const [type, from, to] of [
    ['Int', ['minPrice', 'maxPrice'], ['priceMin', 'priceMax']],
    ['DateTime', ['startDate', 'endDate'], ['startsAt', 'endsAt']],
    ['String', ['firstname', 'lastname'], ['givenName', 'familyName']],
    ['String', ['fromCity', 'toCity'], ['originCity', 'destinationCity']],
    ['DateTime', ['checkIn', 'checkOut'], ['arrival', 'departure']],
    ['Decimal', ['debit', 'credit'], ['debitAmount', 'creditAmount']],
    ['String?', ['billingAddress', 'shippingAddress'], ['billTo', 'shipTo']],
  ] as const)
    test(`D3: ${from.join(' and ')} to ${to.join(' and ')} at the end of the model`, async () => {
      const typed = (names: readonly string[]) => names.map((name) => `${name} ${type}`)

      const report = await moved(typed(from), typed(to))

      assert.deepEqual(
        pairs(report).toSorted(),
        from.map((name, index) => `D3 ${name} > ${to[index]}`).toSorted(),
      )
    })

  for (const [type, from, to] of [
    ['Decimal', 'minPrice', 'priceMax'],
    ['DateTime', 'startDate', 'endDate'],
    ['DateTime', 'validFrom', 'validTo'],
    ['DateTime', 'openedAt', 'closedAt'],
    ['DateTime', 'approvedAt', 'rejectedAt'],
    ['Boolean', 'enable', 'is_disable'],
    ['Boolean', 'active', 'isDisabled'],
    ['Boolean', 'visible', 'isHidden'],
    ['Boolean', 'isPublic', 'isPrivate'],
    ['Boolean', 'required', 'isOptional'],
    ['Boolean', 'isPublished', 'isDraft'],
    ['Boolean', 'isRead', 'isUnread'],
  ] as const)
    test(`D3: ${from} alone is not said to be ${to}, in its very place`, async () => {
      const report = await diffOf(customer(`${from} ${type}`), customer(`${to} ${type}`))

      assert.deepEqual(pairs(report), [])
    })

  test('D3: the column after the one that goes is not the one before the one that comes', async () => {
    const report = await diffOf(
      model('M', 'color String?', 'z Int', 'a Int'),
      model('M', 'z Int', 'timezone String?', 'a Int'),
    )

    assert.deepEqual(pairs(report), [])
  })
})

describe('D3: one rename is one finding', () => {
  const renamed = (...lines: string[]) =>
    diffOf(
      model('User', 'org Int', 'phoneNo String @unique', '@@index([org, phoneNo])'),
      lines.join('\n') +
        model('User', 'org Int', 'phoneNumber String @unique', '@@index([org, phoneNumber])'),
    )

  test('D3: speaks for the drop, the add and the indexes that go along', async () => {
    const report = await renamed()

    assert.deepEqual(briefly(report), ['D3 User.phoneNo 85', 'L4 10'])
    assert.equal(report.level, 'critical')
  })

  test('D3: that its author answered speaks for nothing any more', async () => {
    const report = await renamed('// prisma-ignore: D3 these are two things', '')

    assert.deepEqual(briefly(report), [
      'D2 User.phoneNo 80',
      'N1 User.phoneNumber 80',
      'U1 User.phoneNumber 60',
      'L1 User.phoneNumber 35',
      'L1 User.org.phoneNumber 35',
      'I1 User.org.phoneNo 20',
      'L4 10',
    ])
  })

  test('D3: does not speak for what the new name demands beyond the old one', async () => {
    const report = await diffOf(model('User', 'phoneNo String'), model('User', 'phoneNumber String @unique'))

    assert.deepEqual(briefly(report), [
      'D3 User.phoneNo 85',
      'U1 User.phoneNumber 60',
      'L1 User.phoneNumber 35',
      'L4 10',
    ])
  })

  test('D5: speaks for the drop and the add, too, of a column and of a table', async () => {
    const column = await diffOf(customer('mail String'), customer('mail String @map("e_mail")'))
    const table = await diffOf(model('User', 'x Int'), model('User', 'x Int', '@@map("users")'))

    assert.deepEqual([column, table].map(briefly), [
      ['D5 Customer.mail 85', 'L4 10'],
      ['D5 User 85', 'L4 10'],
    ])
  })
})

describe('D4: tables that are dropped and made under another name', () => {
  const fields = ['title String', 'body String', 'at DateTime @default(now())']

  test('D4: with all columns alike, and one of five renamed', async () => {
    const report = await diffOf(
      model('Draft', ...fields, 'draftedBy String'),
      model('Sketch', ...fields, 'sketchedBy String'),
    )

    assert.deepEqual(pairs(report), ['D4 Draft > Sketch'])
    assert.equal(
      report.renames[0]!.sql,
      [
        'ALTER TABLE "Draft" RENAME TO "Sketch";',
        'ALTER TABLE "Sketch" RENAME COLUMN "draftedBy" TO "sketchedBy";',
        'ALTER TABLE "Sketch" RENAME CONSTRAINT "Draft_pkey" TO "Sketch_pkey";',
      ].join('\n'),
    )
  })

  test('D4: is not said of tables that have nothing but an id and a moment that fills itself', async () => {
    const bare = (name: string, ...lines: string[]) =>
      model(name, 'createdAt DateTime @default(now())', 'updatedAt DateTime @updatedAt', ...lines)

    const report = await diffOf(bare('AuditLog'), bare('Heartbeat'))
    const alike = await diffOf(bare('AuditLog'), bare('AuditLogs'))
    const telling = await diffOf(bare('Note', 'x Int', 'y Int'), bare('Memo', 'x Int', 'y Int'))

    assert.deepEqual([report, alike, telling].map(pairs), [
      [],
      ['D4 AuditLog > AuditLogs'],
      ['D4 Note > Memo'],
    ])
  })

  test('D4: is not said of tables with less in common, nor of another relation of many to many', async () => {
    const other = await diffOf(model('Draft', ...fields), model('Sketch', 'title String', 'x Int', 'y Int'))
    const joined = (one: string, others: string) =>
      model('Post', others) + model('Tag', one) + model('User', 'x Int')

    const joins = await diffOf(
      joined('posts Post[]', 'tags Tag[]'),
      model('Post', 'users User[]') + model('Tag') + model('User', 'x Int', 'posts Post[]'),
    )

    assert.deepEqual([pairs(other), pairs(joins)], [[], []])
  })
})

describe('D4: the table behind a relation of many to many goes along with its models', () => {
  const fields = ['name String', 'mail String', 'phone String']
  const tagged = (name: string, map = '') =>
    model(name, ...fields, 'tags Tag[]', ...(map === '' ? [] : [`@@map("${map}")`])) +
    model('Tag', `owners ${name}[]`)

  test('D4: where the order of names stays', async () => {
    const report = await diffOf(tagged('User'), tagged('Viewer'))

    assert.deepEqual(pairs(report), ['D4 User > Viewer', 'D4 _TagToUser > _TagToViewer'])
    assert.equal(
      report.renames[1]!.sql,
      [
        'ALTER TABLE "_TagToUser" RENAME TO "_TagToViewer";',
        'ALTER TABLE "_TagToViewer" RENAME CONSTRAINT "_TagToUser_AB_pkey" TO "_TagToViewer_AB_pkey";',
        'ALTER TABLE "_TagToViewer" RENAME CONSTRAINT "_TagToUser_A_fkey" TO "_TagToViewer_A_fkey";',
        'ALTER TABLE "_TagToViewer" RENAME CONSTRAINT "_TagToUser_B_fkey" TO "_TagToViewer_B_fkey";',
        'ALTER INDEX "_TagToUser_B_index" RENAME TO "_TagToViewer_B_index";',
      ].join('\n'),
    )
    assert.deepEqual(ofRule(report, 'D1'), [])
  })

  test('D4: where it changes, with its columns exchanged', async () => {
    const report = await diffOf(tagged('User'), tagged('Account'))

    assert.deepEqual(pairs(report), ['D4 User > Account', 'D4 _TagToUser > _AccountToTag'])
    assert.deepEqual(report.renames[1]!.sql!.split('\n').slice(0, 5), [
      'ALTER TABLE "_TagToUser" RENAME TO "_AccountToTag";',
      'ALTER TABLE "_AccountToTag" RENAME COLUMN "A" TO "A_before";',
      'ALTER TABLE "_AccountToTag" RENAME COLUMN "B" TO "B_before";',
      'ALTER TABLE "_AccountToTag" RENAME COLUMN "A_before" TO "B";',
      'ALTER TABLE "_AccountToTag" RENAME COLUMN "B_before" TO "A";',
    ])
    assert.match(report.renames[1]!.sql!, /PRIMARY KEY \("A", "B"\);\nDROP INDEX "_TagToUser_B_index";/)
  })

  test('D4: where the model alone has another name, and its table the same', async () => {
    const report = await diffOf(tagged('User'), tagged('Account', 'User'))

    assert.deepEqual(pairs(report), ['D4 _TagToUser > _AccountToTag'])
  })
})

describe('D5: what is mapped to another name is certainly renamed', () => {
  test('D5: a column', async () => {
    const report = await diffOf(customer('mail String'), customer('mail String @map("email_address")'))

    assert.deepEqual(pairs(report), ['D5 mail > email_address'])
    assert.deepEqual([report.renames[0]!.score, ofRule(report, 'D3')], [1, []])
  })

  test('D5: a table, with its columns', async () => {
    const report = await diffOf(
      model('User', 'mail String'),
      `model User {\n  id Int @id\n  mail String @map("e_mail")\n  @@map("users")\n}`,
    )

    assert.deepEqual(pairs(report), ['D5 User > users'])
    assert.match(
      report.renames[0]!.sql!,
      /RENAME TO "users";\nALTER TABLE "users" RENAME COLUMN "mail" TO "e_mail"/,
    )
  })

  test('D5: a field that is renamed and keeps its column by @map is no change at all', async () => {
    const report = await diffOf(customer('mail String'), customer('email String @map("mail")'))

    assert.deepEqual([pairs(report), report.findingsTotal], [[], 0])
  })

  test('X9: MySQL gets its own quotes, and a database whose SQL is not known none', async () => {
    const change = [customer('phoneNo String?'), customer('phoneNumber String?')] as const

    const mysql = await diffOf(...change, { provider: 'mysql' })
    const sqlserver = await diffOf(...change, { provider: 'sqlserver' })

    assert.equal(mysql.renames[0]!.sql, 'ALTER TABLE `Customer` RENAME COLUMN `phoneNo` TO `phoneNumber`;')
    assert.equal(sqlserver.renames[0]!.sql, null)
  })
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { diffOf, model } from '../report/diff.fixture.ts'

/**
 * Columns that their authors renamed by hand in published migrations for Prisma: names are theirs, types are what the names
 * say where the migration does not show them.
 */
const renamed: readonly (readonly [type: string, from: string, to: string])[] = [
  ['String?', 'avatarUrl', 'avatar_url'],
  ['String', 'backroundId', 'background_id'],
  ['String', 'role', 'rol'],
  ['String[]', 'permissions', 'permisos'],
  ['String', 'userId', 'usuarioId'],
  ['String', 'authorUserId', 'authorId'],
  ['DateTime', 'dueDate', 'scheduledAt'],
  ['String', 'flagType', 'flag_type'],
  ['DateTime', 'createdAt', 'created_at'],
  ['String', 'appUserId', 'importedByAppUserId'],
  ['String', 'barcode', 'barcode_value'],
  ['String', 'barcode_type', 'symbology'],
  ['String', 'password', 'passwordHash'],
  ['String?', 'profilePic', 'avatarUrl'],
  ['String', 'squareId', 'clerkId'],
  ['String', 'Email', 'email'],
  ['Int', 'best_score', 'bestScore'],
  ['Int', 'total_score', 'totalScore'],
  ['Boolean', 'restrictionOnAddingBots', 'addingBots'],
  ['DateTime', 'created', 'createdAt'],
  ['DateTime', 'updated', 'updatedAt'],
  ['String', 'name', 'displayName'],
  ['String?', 'githubAuth', 'githubAuthId'],
  ['String?', 'googleAuth', 'googleAuthId'],
  ['Boolean', 'featurePreview', 'publicPreview'],
  ['String', 'email', 'username'],
  ['String', 'userId', 'authorId'],
  ['String', 'blobName', 'blobURL'],
  ['String', 'content', 'markdown'],
  ['String', 'clientString', 'clientName'],
  ['String', 'categoryy', 'topic'],
  ['String', 'projectId', 'objectId'],
  ['String[]', 'upvotedBy', 'likedBy'],
  ['String', 'eventsId', 'eventId'],
  ['String?', 'rejectionReason', 'massageForAuthor'],
  ['String', 'package', 'ctc'],
  ['DateTime?', 'emailVerified', 'email_verified'],
  ['Json', 'columnFilters', 'column_filters'],
  ['String', 'passwordHash', 'password'],
  ['String', 'firstNam', 'firstName'],
  ['Int', 'direct_referrals', 'direct_count'],
  ['Int', 'indirect_referrals', 'indirect_count'],
  ['String?', 'image', 'icon'],
  ['String', 'phone', 'mobile'],
  ['Boolean', 'isLocaAuth', 'isLocalAuth'],
  ['String', 'token', 'tokenHash'],
  ['String?', 'notes', 'customerNotes'],
  ['Json', 'metadata', 'user_data'],
  ['DateTime', 'occuredAt', 'occurredAt'],
  ['String', 'coverImage', 'coverImageUrl'],
  ['String?', 'thumbUrl', 'coverImageUrl'],
  ['String', 'username', 'email'],
  ['String', 'url', 'youtubeVidID'],
  ['String', 'role', 'submissionRole'],
  ['String', 'encrypted_posthog_api_key', 'encrypted_insights_api_key'],
]

/** What else published migrations drop and add in one table at once, and whose values are not the same ones. */
const exchanged: readonly (readonly [from: readonly string[], to: readonly string[]])[] = [
  [
    ['username String'],
    [
      'date_of_birth DateTime?',
      'first_name String',
      'gender String?',
      'last_name String',
      'password String?',
    ],
  ],
  [
    ['firstName String', 'lastName String', 'profileImage String?'],
    ['bio String?', 'isTradeNotification Boolean @default(true)', 'name String'],
  ],
  [
    ['categoryId Int', 'discountId Int', 'inventoryId Int'],
    ['moneyTypeId Int', 'sold Int?'],
  ],
  [
    ['size String', 'tag String'],
    ['sizes String[]', 'tags String[]'],
  ],
  [['learned Boolean'], ['dateReviewed DateTime?']],
  [['itemId Int'], ['itemName String']],
  [
    ['customer String', 'order String'],
    ['code String', 'orders Json[]'],
  ],
  [
    ['delivery_city String', 'delivery_city_ref String', 'delivery_warehouse String', 'warehouse_ref String'],
    ['email String?', 'first_name String?', 'last_name String?'],
  ],
  [['product_name String'], ['service_id Int?']],
  [['productStatus String'], ['reimbursedQuantity Int @default(0)']],
  [['paymentId String?'], ['returnAcceptanceDate BigInt?']],
  [['enable Boolean'], ['is_disable Boolean']],
  [
    [
      'address String',
      'city String',
      'contactNumber String',
      'department String',
      'email String',
      'name String',
    ],
    ['baseAmount Decimal', 'customerId String', 'deliveryFee Decimal'],
  ],
  [['description String', 'github String?'], ['repoUrl String?']],
  [['teamAvatarUrl String?'], ['teamFlagUrl String?']],
  [
    ['commissionPercent Decimal'],
    ['descriptionid String', 'schedule_date DateTime', 'schedule_time DateTime'],
  ],
]

const besides = ['title String', 'total Int @default(0)', 'seenAt DateTime?']

/** The renames that are suggested where the one list stands in the other's place. */
async function suggested(from: readonly string[], to: readonly string[]): Promise<string[]> {
  const [before, ...behind] = besides
  const report = await diffOf(
    model('Thing', before!, ...from, ...behind),
    model('Thing', before!, ...to, ...behind),
  )
  return report.renames.map((rename) => `${rename.from} > ${rename.to}`)
}

const rightly = async ([type, from, to]: (typeof renamed)[number]): Promise<boolean> =>
  (await suggested([`${from} ${type}`], [`${to} ${type}`])).includes(`${from} > ${to}`)

describe('X4: in published migrations', () => {
  test('X4: four renames of five are suggested, each in its place', async () => {
    const found = await inTurn(renamed, rightly)

    const missed = renamed.filter((_, index) => !found[index]).map((each) => each.join(' '))
    assert.ok(missed.length <= renamed.length / 5, missed.join(', '))
  })

  test('X4: of as many renames and exchanges half of all suggestions are right, or more', async () => {
    const right = (await inTurn(renamed, rightly)).filter(Boolean)
    const wrong = (await inTurn(exchanged, ([from, to]) => suggested(from, to))).flat()

    const [ofRenamed, ofExchanged] = [right.length / renamed.length, wrong.length / exchanged.length]
    assert.ok(ofRenamed / (ofRenamed + ofExchanged) >= 0.5, wrong.join(', '))
  })
})

/** One behind the other: a process lets no more than 32 comparisons wait. */
async function inTurn<One, Result>(
  all: readonly One[],
  act: (one: One) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const one of all) results.push(await act(one))
  return results
}

/** What a rule says before it sees a schema. */
export interface Rule {
  /** A few words. */
  title: string
  /** 0 to 100: of its usual case; a finding may have another. */
  severity: number
  /** It is about how long others wait, so that the table's size decides. */
  isLock: boolean
  /** What to do instead, one or two sentences. */
  remedy: string
}

/** Ids are stable: they stand in people's `prisma-ignore` comments. */
export const rules = {
  S1: {
    title: 'The database is another one',
    severity: 90,
    isLock: false,
    remedy:
      'Make a new database and move the rows there; no migration leads from one kind of database to another.',
  },
  D1: {
    title: 'A table is dropped',
    severity: 90,
    isLock: false,
    remedy:
      'First deploy code that no longer reads or writes it, keep a copy, and drop it in a later release.',
  },
  D2: {
    title: 'A column is dropped',
    severity: 80,
    isLock: false,
    remedy:
      'First deploy code that no longer names it (Prisma selects every field of a model), and drop it in a later release.',
  },
  D3: {
    title: 'A column seems renamed, and its values would be lost',
    severity: 85,
    isLock: false,
    remedy:
      'If it is a rename, keep the column with @map; or put the SQL given into the migration in place of the drop and the add, and answer E1 then: code that still runs knows the old name alone.',
  },
  D4: {
    title: 'A table seems renamed, and its rows would be lost',
    severity: 85,
    isLock: false,
    remedy:
      'If it is a rename, keep the table with @@map; or put the SQL given into the migration in place of the drop and the create, and answer E1 then: code that still runs knows the old name alone.',
  },
  D5: {
    title: 'A changed @map or @@map is carried out as a drop',
    severity: 85,
    isLock: false,
    remedy:
      'It is a rename: put the SQL given into the migration in place of what Prisma writes, and answer E1 then: code that still runs knows the old name alone.',
  },
  D6: {
    title: "A column's type is changed",
    severity: 70,
    isLock: false,
    remedy:
      'Where values may not fit, look first whether they do. Where the table is written anew, rather add a column of the new type, copy in batches, switch the code, and drop the old one.',
  },
  D7: {
    title: 'A column is dropped and made anew',
    severity: 85,
    isLock: false,
    remedy: 'Write the change of type by hand, with USING and a cast, so that the values stay.',
  },
  D8: {
    title: "An enum's values are changed",
    severity: 75,
    isLock: false,
    remedy:
      'First deploy code that no longer writes the value, and update the rows that hold it. Use a new value only in a later migration.',
  },
  D9: {
    title: 'Rows are deleted, or values overwritten',
    severity: 90,
    isLock: false,
    remedy:
      'Keep a copy first, choose the rows with WHERE, and do it in batches, apart from the migration that changes the tables.',
  },
  W1: {
    title: 'More is dropped than a table or a column',
    severity: 90,
    isLock: false,
    remedy:
      'Drop each thing by its name and without CASCADE: PostgreSQL refuses then what would take something else along.',
  },
  W2: {
    title: 'The migration runs a program',
    severity: 80,
    isLock: false,
    remedy: 'Run it elsewhere, and load its outcome with COPY … FROM STDIN.',
  },
  N1: {
    title: 'A required column without a default in the database',
    severity: 80,
    isLock: false,
    remedy:
      'Add it as optional, fill it in batches, and make it required in a later migration; or give it a default that the database knows. cuid() and uuid() are made by the client alone.',
  },
  N2: {
    title: 'A column is made required',
    severity: 60,
    isLock: false,
    remedy:
      'Fill the empty ones first. In PostgreSQL add CHECK (… IS NOT NULL) NOT VALID, validate it, then SET NOT NULL and drop the check.',
  },
  U1: {
    title: 'What has to be unique from now on may not be',
    severity: 60,
    isLock: false,
    remedy:
      'Look first for rows that are alike. In PostgreSQL build the index with CREATE UNIQUE INDEX CONCURRENTLY, in a migration of its own.',
  },
  P1: {
    title: 'The primary key is changed',
    severity: 75,
    isLock: false,
    remedy:
      'In PostgreSQL build a unique index concurrently, then change the key with ADD CONSTRAINT … PRIMARY KEY USING INDEX; look after keys that refer to it.',
  },
  L1: {
    title: 'An index is built while writers wait',
    severity: 35,
    isLock: true,
    remedy: 'CREATE INDEX CONCURRENTLY, in a migration of its own: Prisma never writes it by itself.',
  },
  L2: {
    title: 'A foreign key is checked while writers of two tables wait',
    severity: 35,
    isLock: true,
    remedy: 'ADD CONSTRAINT … NOT VALID, and VALIDATE CONSTRAINT in a second migration.',
  },
  L3: {
    title: 'A default of each row its own writes the whole table anew',
    severity: 50,
    isLock: true,
    remedy: 'Add the column without it, set the default, then fill the old rows in batches.',
  },
  L4: {
    title: 'No lock_timeout',
    severity: 10,
    isLock: true,
    remedy:
      "Begin the migration with SET lock_timeout = '5s': else everybody queues behind a statement that itself waits.",
  },
  L5: {
    title: 'A concurrent index inside a transaction',
    severity: 70,
    isLock: false,
    remedy:
      'Give it a migration file of its own with that one statement: PostgreSQL refuses it beside others.',
  },
  L6: {
    title: 'A command locks a table',
    severity: 50,
    isLock: true,
    remedy:
      'Do it apart from migrations, when nobody needs the table; REINDEX knows CONCURRENTLY, and pg_repack does without the lock.',
  },
  R1: {
    title: 'What happens to the rows that refer here is changed',
    severity: 55,
    isLock: false,
    remedy:
      'Make sure that the code expects it; Prisma drops the foreign key and adds it again, which NOT VALID and a later VALIDATE make short.',
  },
  R2: {
    title: 'A foreign key is dropped, or leads elsewhere',
    severity: 25,
    isLock: false,
    remedy:
      'Make sure that something else keeps rows from referring to nothing; where it leads elsewhere, that each value is there.',
  },
  R3: {
    title: 'A relation without an index',
    severity: 15,
    isLock: false,
    remedy:
      'Add @@index over its fields: PostgreSQL makes none, and each delete of a referred row reads the whole table.',
  },
  C1: {
    title: 'A default is changed or removed',
    severity: 20,
    isLock: false,
    remedy: 'Old code that relies on it writes other values or fails; deploy code that sets the value first.',
  },
  C2: {
    title: "A default of Prisma's client alone is changed",
    severity: 5,
    isLock: false,
    remedy:
      'Nothing changes in the database: whoever writes without this version of the client does as before.',
  },
  I1: {
    title: 'An index is dropped',
    severity: 20,
    isLock: false,
    remedy:
      'Look whether it is used, in PostgreSQL in pg_stat_user_indexes; drop it there with DROP INDEX CONCURRENTLY.',
  },
  E1: {
    title: 'A table or a column is renamed',
    severity: 50,
    isLock: false,
    remedy:
      'The code that still runs fails on the new name at once: keep the name with @map, or go by way of a view or a second column; or answer it, where nothing runs meanwhile.',
  },
} satisfies Record<string, Rule>

export type RuleId = keyof typeof rules

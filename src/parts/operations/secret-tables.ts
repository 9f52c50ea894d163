/**
 * The tables that open the others' secrets: wrapped root keys and users' salts. Their rows stand in the file of keys,
 * apart from the tables; these columns of theirs stay there, and say which rows there were.
 */
export const secretTables: Readonly<Record<string, readonly string[]>> = {
  encryption_keys: ['id'],
  subject_salt: ['account_id', 'subject_id'],
}

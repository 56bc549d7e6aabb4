export const MINIMUM_PASSWORD = 10;
/** Characters of a password at most: hashing takes time with its length. */
export const MAXIMUM_PASSWORD = 1000;

const sentences = {
  nameInvalid:
    'A name has 1 to 64 letters, digits, dots, dashes, underscores or @, and starts with a letter or digit.',
  nameTaken: 'There is an account of this name already.',
  passwordShort: `A password has at least ${MINIMUM_PASSWORD} characters.`,
  passwordLong: `A password has at most ${MAXIMUM_PASSWORD} characters.`,
  passwordIsName: 'A password must not be the name.',
  passwordWrong: 'The current password is wrong.',
  lastAdministrator: 'This is the last administrator, and somebody has to be able to name the next.',
};

export type AccountFault = keyof typeof sentences;

/** What cannot be done to an account as asked; `fault` names it to pages and programs, the message to operators. */
export class AccountError extends Error {
  override name = 'AccountError';
  readonly fault: AccountFault;

  constructor(fault: AccountFault) {
    super(sentences[fault]);
    this.fault = fault;
  }
}

/** A name as it is stored and compared: one form for what looks the same, without case. */
export const normaliseName = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

/** What is wrong with a password for the account of this (normalised) name. */
export function passwordFault(name: string, password: string): AccountFault | undefined {
  const length = [...password].length;
  if (length < MINIMUM_PASSWORD) return 'passwordShort';
  if (length > MAXIMUM_PASSWORD) return 'passwordLong';
  return normaliseName(password) === name ? 'passwordIsName' : undefined;
}

/** What is wrong with a (normalised) name. */
export const nameFault = (name: string): AccountFault | undefined =>
  /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@-]{0,63}$/u.test(name) ? undefined : 'nameInvalid';

/** @throws {AccountError} where the name or password will not do. */
export function checkAccount(name: string, password: string): void {
  const fault = nameFault(name) ?? passwordFault(name, password);
  if (fault) throw new AccountError(fault);
}

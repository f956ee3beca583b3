/** Something that the person at the machine can mend; the message says what and how, and is printed alone. */
export class LocalFault extends Error {
  override readonly name = 'LocalFault';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

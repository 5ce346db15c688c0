/** What a field of a section holds. */
export enum OnePasswordFieldType {
  /** Text. */
  STRING = 'STRING',
  /** An e-mail address. */
  EMAIL = 'EMAIL',
  /** An address that opens in a browser. */
  URL = 'URL',
  /** A day: YYYY-MM-DD. */
  DATE = 'DATE',
  /** A month: YYYYMM. */
  MONTH_YEAR = 'MONTH_YEAR',
  /** One of the choices that 1Password has for the field. */
  MENU = 'MENU',
  /** A secret. Always refused, since the provider keeps the values of fields in the state: it is here to say why. */
  CONCEALED = 'CONCEALED',
  /** The secret of one-time passwords. Always refused, like CONCEALED. */
  OTP = 'OTP',
}

/** A field of a section: something to know about the secret, and no secret. */
export interface OnePasswordField {
  /** Label of the field, one in its section. */
  readonly label: string;

  /**
   * What it holds. It is in the synthesized output and in the state.
   */
  readonly value: string;

  /**
   * What kind of value that is.
   *
   * @default OnePasswordFieldType.STRING
   * @jsii suppress JSII5018 it is Type in Go
   */
  readonly type?: OnePasswordFieldType;
}

/** A section of an item: some fields under a heading. */
export interface OnePasswordSection {
  /** Heading of the section, one in its item. */
  readonly label: string;

  /** Its fields. */
  readonly fields: OnePasswordField[];
}

import { Token } from 'cdktf';
import { type OnePasswordField, OnePasswordFieldType, type OnePasswordSection } from './one-password-section';
import type { ItemSection } from '../../bindings/onepassword/item';
import { LiteralSecretError, OrganizationalSecretError } from '../../errors';

/** Types of fields whose values are no secrets, as the provider has them in the state. */
export const OPEN_FIELD_TYPES: readonly string[] = [
  OnePasswordFieldType.STRING,
  OnePasswordFieldType.EMAIL,
  OnePasswordFieldType.URL,
  OnePasswordFieldType.DATE,
  OnePasswordFieldType.MONTH_YEAR,
  OnePasswordFieldType.MENU,
];

const FORMS: { readonly [type: string]: { readonly form: RegExp; readonly words: string } } = {
  [OnePasswordFieldType.DATE]: { form: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, words: 'a day as YYYY-MM-DD' },
  [OnePasswordFieldType.MONTH_YEAR]: { form: /^\d{4}(0[1-9]|1[0-2])$/, words: 'a month as YYYYMM' },
};

/**
 * The blocks of some sections.
 *
 * @throws LiteralSecretError where a field is there for a secret.
 * @throws OrganizationalSecretError where 1Password, or its provider, would not take one.
 */
export function sectionBlocks(subject: string, sections: readonly OnePasswordSection[]): ItemSection[] {
  refuseTwice(subject, 'sections', sections);
  return sections.map(({ label, fields }) => {
    if (fields.length === 0) {
      throw new OrganizationalSecretError(subject, `section '${label}' has no fields`, 'Add one, or leave the section out.');
    }
    refuseTwice(subject, `fields in section '${label}'`, fields);
    return { label, field: fields.map((field) => fieldBlock(subject, label, field)) };
  });
}

function fieldBlock(subject: string, section: string, { label, value, type = OnePasswordFieldType.STRING }: OnePasswordField) {
  const where = `field '${label}' in section '${section}'`;
  if (!OPEN_FIELD_TYPES.includes(type)) {
    throw new LiteralSecretError(
      subject,
      `${where} is ${type}, and the provider keeps the values of fields in the state (its value is kept out of this message)`,
      'Declare it as an OrganizationalSecret of its own, whose value is kept nowhere but in 1Password.',
    );
  }
  // The provider answers an empty value with one that is missing, which Terraform takes for a fault.
  if (typeof value !== 'string' || value === '') {
    throw new OrganizationalSecretError(subject, `${where} is empty`, 'Write its value, or leave the field out.');
  }
  const form = FORMS[type];
  if (form && !Token.isUnresolved(value) && !form.form.test(value)) {
    throw new OrganizationalSecretError(
      subject,
      `${where} is not ${form.words} (its value is kept out of this message)`,
      `Write ${form.words}.`,
    );
  }
  return { label, value, type };
}

/** The provider finds sections and fields by their labels. */
function refuseTwice(subject: string, what: string, labelled: readonly { readonly label: string }[]): void {
  const seen = new Set<string>();
  for (const { label } of labelled) {
    if (typeof label !== 'string' || label.trim() === '') {
      throw new OrganizationalSecretError(subject, `one of its ${what} has no label`, 'Write one.');
    }
    if (seen.has(label)) {
      throw new OrganizationalSecretError(subject, `two of its ${what} are labelled '${label}'`, 'Label them differently.');
    }
    seen.add(label);
  }
}

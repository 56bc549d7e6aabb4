import { questionKinds } from '#src/database/models/question.ts';
import type { QuestionDefinition } from '#src/features/proofs/log-head.ts';
import { storedInteger } from '#src/schema/stored-integer.ts';
import { type Static, Type } from '#src/schema/type.ts';

/** What the first line of a bundle says of its format. */
export const BUNDLE_FORMAT = 'tallyscope proof bundle 1';

/** First line of a bundle. */
export interface BundleHeader {
  format: typeof BUNDLE_FORMAT;
  question: QuestionDefinition;
  /** Signed note of the head that the entries add up to. */
  head: string;
  key: { id: string; public_key: string };
}

const id = storedInteger();
/** What else a line said would be covered by no signature. */
const alone = { additionalProperties: false };

export const HeaderSchema = Type.Object(
  {
    format: Type.Literal(BUNDLE_FORMAT),
    question: Type.Object(
      {
        id,
        slug: Type.String(),
        text: Type.String(),
        kind: Type.Enum([...questionKinds]),
        min_choices: id,
        max_choices: id,
        choices: Type.Array(Type.Object({ id, text: Type.String() }, alone)),
      },
      alone,
    ),
    head: Type.String(),
    key: Type.Object({ id: Type.String(), public_key: Type.String() }, alone),
  },
  alone,
);

/** Every other line: a ballot, in the order of the log. */
export const EntrySchema = Type.Object(
  {
    position: Type.Integer({ minimum: 0 }),
    ballot: Type.String({ pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' }),
    choices: Type.Array(id, { minItems: 1 }),
    cast_at: Type.String(),
    /** Hash of the ballot in the tree, in base64. */
    leaf: Type.String(),
  },
  alone,
);

export type BundleEntry = Static<typeof EntrySchema>;

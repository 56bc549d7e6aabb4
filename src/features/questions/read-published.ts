import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import { heardDatabaseTime } from '#src/database/database-time.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';

// Written out, because a hundred questions so take as long as one does as a model with its choices.
const READ = `
  SELECT id, slug, text, description, kind, policy, min_choices AS "minChoices", max_choices AS "maxChoices", secret,
    results, time_zone AS "timeZone", state, opens_at AS "opensAt", closes_at AS "closesAt", author_id AS "authorId",
    choices_from AS "choicesFrom",
    (SELECT json_agg(json_build_object('id', c.id, 'text', c.text) ORDER BY c.position)
     FROM choices c WHERE c.question_id = q.id) AS choices, clock_timestamp() AS said
  FROM questions q WHERE slug = ANY ($1::text[]) AND state <> 'draft'`;

/** The published questions of these slugs, by slug; drafts are not published. With them comes the time that they are open and closed by. */
export async function readPublished(
  { sequelize }: Pick<Database, 'sequelize'>,
  slugs: readonly string[],
): Promise<Map<string, PublishedQuestion>> {
  const asked = Date.now();
  const found = await sequelize.query<PublishedQuestion & { said: Date }>(READ, {
    bind: [slugs],
    type: QueryTypes.SELECT,
  });
  const [first] = found;
  if (first) heardDatabaseTime(first.said, asked);
  return new Map(found.map(({ said, ...question }) => [question.slug, question]));
}

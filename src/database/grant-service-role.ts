import { QueryTypes, type Sequelize } from 'sequelize';

/** What the service writes once and never again: not even who has its password can change what was. */
const appendOnly = ['audit_log', 'log_entries', 'log_nodes', 'log_heads', 'receipts'];

/** Errors of `grantServiceRole` that its caller can do something about. */
export class RoleUnfit extends Error {
  override name = 'RoleUnfit';
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

async function standing(sequelize: Sequelize, role: string) {
  const [row] = await sequelize.query<{ schema: string; there: boolean; owner: boolean | null }>(
    `SELECT current_schema() AS schema, r.oid IS NOT NULL AS there,
       pg_has_role(r.oid, (SELECT relowner FROM pg_class WHERE oid = 'questions'::regclass), 'USAGE') AS owner
     FROM (SELECT) one LEFT JOIN pg_roles r ON r.rolname = $role`,
    { bind: { role }, type: QueryTypes.SELECT },
  );
  return row;
}

/**
 * Lets a role do what the running service does and nothing else: no change of the schema, no update of a ballot, and
 * nothing but additions to the audit log, the sealed logs, the signing keys and the receipts. The role exists already; whatever it was
 * granted on these tables before is taken back first.
 * @throws {RoleUnfit} where there is no such role, or where it owns the tables and so can do anything.
 */
export async function grantServiceRole(sequelize: Sequelize, role: string): Promise<void> {
  const found = await standing(sequelize, role);
  if (!found?.there)
    throw new RoleUnfit(`There is no role ${role}: create it with CREATE ROLE … LOGIN first.`);
  if (found.owner)
    throw new RoleUnfit(`The role ${role} owns the tables, or is a superuser: nothing can be kept from it.`);
  const to = quoted(role);
  const schemas = [found.schema, 'jobs'].map(quoted);
  const [own] = schemas;
  const statements = [
    ...schemas.flatMap((schema) => [
      `REVOKE CREATE ON SCHEMA ${schema} FROM PUBLIC`,
      `REVOKE ALL ON SCHEMA ${schema} FROM ${to}`,
      `REVOKE ALL ON ALL TABLES IN SCHEMA ${schema} FROM ${to}`,
      `GRANT USAGE ON SCHEMA ${schema} TO ${to}`,
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${to}`,
      `GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${to}`,
    ]),
    ...appendOnly.map((table) => `REVOKE UPDATE, DELETE ON ${own}.${table} FROM ${to}`),
    // A changed vote is a new ballot, and the earlier one goes.
    `REVOKE UPDATE ON ${own}.ballots FROM ${to}`,
    // Nobody who voted is forgotten while the question is there.
    `REVOKE DELETE ON ${own}.crowds FROM ${to}`,
    `REVOKE INSERT, UPDATE, DELETE ON ${own}.migrations FROM ${to}`,
    // A key counts from the moment it is added, so that heads dated before that are none of its heads.
    `REVOKE INSERT, UPDATE, DELETE ON ${own}.signing_keys FROM ${to}`,
    `GRANT INSERT (id, public_key), UPDATE (used_until) ON ${own}.signing_keys TO ${to}`,
  ];
  await sequelize.transaction(async (transaction) => {
    for (const statement of statements) await sequelize.query(statement, { transaction });
  });
}

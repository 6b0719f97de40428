import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import Result from "pg/lib/result.js";

/** Catalog types that adapter-pg does not know, and the text types that read the same: "char", name, and arrays. */
const AS_TEXT = new Map([
  [18, 25],
  [19, 25],
  [1002, 1009],
  [1003, 1009],
]);

/** Makes the driver hand "char" and name columns over as text; introspection reads both. */
export function readCatalogTypesAsText() {
  const addFields = Result.prototype.addFields;
  Result.prototype.addFields = function (fields) {
    for (const field of fields) field.dataTypeID = AS_TEXT.get(field.dataTypeID) ?? field.dataTypeID;
    return addFields.call(this, fields);
  };
}

function asEngineExpects(adapter) {
  // the adapter's own cuts a script at every semicolon, also at those inside functions and comments
  adapter.executeScript = async (script) => {
    await adapter.client.query(script).catch((error) => adapter.onError(error));
  };
  // constraints are told apart by one character, which the engine wants as such; only PostgreSQL 18 lists any here
  const query = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (statement) => {
    const result = await query(statement);
    const column = result.columnNames.indexOf("constraint_type");
    if (column >= 0) result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}

/**
 * An adapter factory whose shadow database is dropped after its pool is closed; the adapter's own does it while the
 * pool is still connected, which PostgreSQL refuses.
 */
export function shadowCapableFactory(target) {
  const factory = new PrismaPg(target);
  const connect = factory.connect.bind(factory);
  factory.connect = async () => asEngineExpects(await connect());
  factory.connectToShadowDb = async () => {
    const database = `prisma_migrate_shadow_db_${randomUUID()}`;
    const admin = await factory.connect();
    await admin.executeScript(`CREATE DATABASE "${database}"`);
    const shadow = asEngineExpects(await new PrismaPg({ ...target, database }).connect());
    const dispose = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await dispose();
      await admin.executeScript(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
      await admin.dispose();
    };
    return shadow;
  };
  return bindMigrationAwareSqlAdapterFactory(factory);
}

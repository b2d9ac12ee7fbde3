// What the OpenAPI document of the service must keep to: the rules of OpenAPI itself, and those of the
// Italian model of interoperability (ModI), told here in our own words.
import { oas } from "@stoplight/spectral-rulesets";
import { pattern, truthy } from "@stoplight/spectral-functions";

const problemTypes = ["application/problem+json", "application/problem+xml"];
const jsonTypes = ["application/json", ...problemTypes];
const complaint = (message) => ({ message });

// A check of each answer whose status fits; `check` gives what is wrong, or nothing.
const answers = (fits, check) => (responses) =>
  Object.entries(responses).flatMap(([status, response]) => {
    const wrong = fits(status) ? check(response) : undefined;
    return wrong ? [complaint(`${status}: ${wrong}`)] : [];
  });
const begins = (...digits) => (status) => digits.includes(status[0]);
const isError = (status) => begins("4", "5")(status) || status === "default";

const onlyProblems = (response) => {
  const types = Object.keys(response.content ?? {});
  return types.length > 0 && types.every((type) => problemTypes.includes(type)) ? undefined : "an error is application/problem+json and nothing else";
};
const tellsLimits = (response) => {
  const has = (prefix) => ["Limit", "Remaining", "Reset"].every((name) => `${prefix}${name}` in (response.headers ?? {}));
  return has("RateLimit-") || has("X-RateLimit-") ? undefined : "RateLimit-Limit, -Remaining and -Reset are missing";
};
const tellsRetry = (response) => ("Retry-After" in (response.headers ?? {}) ? undefined : "Retry-After is missing");
const isObject = (schema) => schema?.type === "object" || (schema?.allOf ?? schema?.oneOf ?? schema?.anyOf ?? []).some(isObject);
const givesObject = (response) => {
  const json = response.content?.["application/json"];
  return !json || isObject(json.schema) ? undefined : "JSON that is answered is an object";
};

// Of one schema, without those below it.
const unbounded = (schema) => {
  const types = [schema.type].flat();
  const has = (...names) => names.some((name) => name in schema);
  if (has("enum", "const", "$ref")) return undefined;
  if (types.includes("string") && !has("maxLength")) return "a string without maxLength";
  if (types.includes("array") && !(has("maxItems") && has("items", "prefixItems"))) return "an array without maxItems or items";
  if (!types.includes("integer") && !types.includes("number")) return undefined;
  const low = has("minimum", "exclusiveMinimum"), high = has("maximum", "exclusiveMaximum");
  return low && high && has("format") ? undefined : "a number without format or bounds";
};

// Every schema within one, with the way to it.
const keywords = ["items", "additionalProperties", "propertyNames", "not", "if", "then", "else", "contains"];
const schemasIn = (schema, path = []) => {
  if (schema === null || typeof schema !== "object" || Array.isArray(schema)) return [];
  const below = (key, value) => schemasIn(value, [...path, ...key]);
  return [
    [path, schema],
    ...Object.entries(schema.properties ?? {}).flatMap(([name, value]) => below(["properties", name], value)),
    ...["allOf", "anyOf", "oneOf", "prefixItems"].flatMap((key) => (schema[key] ?? []).flatMap((value, at) => below([key, at], value))),
    ...keywords.flatMap((key) => below([key], schema[key])),
  ];
};
const bounded = (schema, _, context) =>
  schemasIn(schema).flatMap(([path, each]) => {
    const wrong = unbounded(each);
    return wrong ? [{ message: `${path.join(".")}: ${wrong}`, path: [...context.path, ...path] }] : [];
  });
const namedInSnakeCase = (schema, _, context) =>
  // RFC 9457 names its members, and JSON:API or HTTP theirs.
  ["Problema", "StatoDelServizio", "DescrizioneOpenApi"].includes(context.path.at(-1)) ? [] :
    schemasIn(schema).flatMap(([, each]) => Object.keys(each.properties ?? {}))
      .filter((name) => !/^[a-z][a-z0-9_]*$/.test(name)).map((name) => complaint(`«${name}» is not in snake case`));

const secretive = /password|parola|segreto|secret|token|chiave_|api.?key|codice_fiscale/i;
const parameterSays = (parameter) => {
  if (parameter.in === "header") return /^(accept|content-type|authorization)$/i.test(parameter.name) ? [complaint("is told elsewhere")] : [];
  return secretive.test(parameter.name) ? [complaint("secrets and codici fiscali never stand in an address")] : [];
};
// Signing in is what gives the credentials.
const isProtected = (operation, _, context) => {
  const security = operation.security ?? context.document.data.security ?? [];
  return security.length > 0 || /^\/access[io]/.test(context.path[1]) ? [] : [complaint("whoever changes something shows credentials")];
};
const serverSays = (server) =>
  server.description && (server.url.startsWith("https://") || server["x-sandbox"] === true) ? [] : [complaint("https, or x-sandbox; and a description")];

const responses = "$.paths[*][*].responses";
const operations = "$.paths[*][get,put,post,delete,patch]";
const changes = "$.paths[*][post,put,patch,delete]";
const rule = (description, given, then) => ({ description, severity: "error", given, then });
const by = (check) => ({ function: check });
const field = (name) => ({ field: name, function: truthy });
const matches = (match) => ({ function: pattern, functionOptions: { match } });
const never = (notMatch) => ({ function: pattern, functionOptions: { notMatch } });

export default {
  extends: [[oas, "all"]],
  rules: {
    "modi-status": rule("The state of the service has an address.", "$.paths", field("/status")),
    "modi-status-get": rule("GET /status answers 200.", "$.paths['/status'].get.responses", field("200")),
    "modi-status-type": rule("/status answers JSON.", "$.paths['/status'].get.responses",
      by(answers(begins("2"), (response) => (Object.keys(response.content).every((type) => jsonTypes.includes(type)) ? undefined : "no JSON")))),
    "modi-problems": rule("Errors are problems.", responses, by(answers(isError, onlyProblems))),
    "modi-limits": rule("Limits are told.", responses, by(answers(begins("2", "4"), tellsLimits))),
    "modi-retry": rule("429 and 503 tell when to come back.", responses, by(answers((status) => ["429", "503"].includes(status), tellsRetry))),
    "modi-refusals": rule("Every operation may be refused.", responses, [field("429"), field("503"), field("default")]),
    "modi-objects": rule("JSON is an object.", responses, by(answers(begins("2"), givesObject))),
    "modi-servers": rule("Servers are described and safe.", "$.servers[*]", by(serverSays)),
    "modi-contact": rule("Somebody answers for it.", "$.info.contact", [field("url"), field("email")]),
    "modi-summary": rule("It is told in a line.", "$.info", [field("summary"), field("x-summary"), field("termsOfService")]),
    "modi-version": rule("The version is semantic.", "$.info.version", matches("^\\d+\\.\\d+\\.\\d+$")),
    "modi-parameters": rule("Parameters hold no secret.", `${operations}.parameters[*]`, by(parameterSays)),
    "modi-protected": rule("Changes need credentials.", changes, by(isProtected)),
    "modi-kebab": rule("Addresses are in kebab case.", "$.paths[*]~", matches("^(/([a-z0-9]+(-[a-z0-9]+)*(\\.json)?|\\{[a-z][a-z_]*\\}))+$")),
    "modi-no-verbs": rule("Addresses name things.", "$.paths[*]~", never("/(get|list|create|update|delete|elenca|crea|leggi)(/|-|$)")),
    "modi-operation-id": rule("An operation's name does not repeat its verb.", `${operations}.operationId`, never("^(get|post|put|patch|delete)")),
    "modi-bounds": rule("Values are bounded.", "$.components.schemas[*]", by(bounded)),
    "modi-parameter-bounds": rule("Parameters are bounded.", `${operations}.parameters[*].schema`, by(bounded)),
    "modi-header-bounds": rule("Headers are bounded.", "$.components.headers[*].schema", by(bounded)),
    "modi-pascal-case": rule("Schemas are named in Pascal case.", "$.components.schemas[*]~", matches("^[A-Z][A-Za-z0-9]*$")),
    "modi-property-names": rule("Names are in snake case.", "$.components.schemas[*]", by(namedInSnakeCase)),
  },
};

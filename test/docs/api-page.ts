import { StayClient } from '../../src/client/index.ts';
import { createGateway } from '../../src/gateway/gateway.ts';
import { PROBLEMS } from '../../src/gateway/problem.ts';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly description?: string;
}

interface Content {
  readonly schema?: Schema;
}

interface Operation {
  readonly summary: string;
  /** Without a token in the first of them, nobody needs one who is on the gateway's machine. */
  readonly security?: readonly { readonly token?: readonly string[] }[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, Content>> }
    >
  >;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const INTRODUCTION = `# The gateway's routes

This page is written from the OpenAPI document that the gateway serves at \`/openapi.json\`, and from the table of its problems
(\`npm run docs:api\`). How they are used, step by step, is in [integrating.md](integrating.md).

- **Who may call.** \`Authorization: Bearer <token>\`, with the scope that the route needs; \`desk\` includes all the others. Without a tokens
  file a gateway serves its own machine alone, and takes changes with \`Content-Type: application/json\` only.
- **Bodies** are JSON in UTF-8, of 64 KB at most, and not compressed. The id in the path is the reservation's and need not stand in the body.
- **Addresses** are the same with a slash at their end. Where there is GET, HEAD answers too, without the body. Another method is answered
  405, with those that there are in \`Allow\`. Pages in browsers cannot call a gateway: there is no CORS.
- **\`Idempotency-Key\`** is the command id: under one key a kind of request has one effect, however often it is sent.
- **A cancellation** with a good token is never answered 413, 415, 422 or 429. What cannot be read in it counts as not said.
- **Answers** are a body below, or a [problem](#problems). Answers of newer workers may have more fields than stand here.
`;

/** The page of routes, bodies and problems, in Markdown. */
export async function apiPage(): Promise<string> {
  const app = await createGateway({
    // Nobody asks it anything here.
    stays: StayClient.onDemand(),
    version: '-',
    tokens: undefined,
  });
  const answer = await app.inject({ url: '/openapi.json', headers: { host: 'localhost' } });
  await app.close();
  const { paths, components } = answer.json<Document>();
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => routeText(method, path, operation)),
  );
  const bodies = Object.entries(components.schemas).map(([name, schema]) => bodyText(name, schema));
  return [INTRODUCTION, '## Routes\n', ...routes, '## Bodies\n', ...bodies, problemsText()].join(
    '\n',
  );
}

function routeText(method: string, path: string, operation: Operation): string {
  const { summary, security, parameters = [], requestBody, responses } = operation;
  const [scope] = security?.flatMap(({ token = [] }) => token) ?? [];
  const told = parameters.filter((one) => one.in !== 'path');
  const body = requestBody?.content['application/json']?.schema;
  const facts = [
    scope === undefined ? 'Needs no token.' : `Needs \`${scope}\`.`,
    body === undefined ? '' : `Body: ${linkTo(body)}.`,
    told.length === 0 ? '' : `Also: ${told.map((one) => `${one.in} \`${one.name}\``).join(', ')}.`,
  ];
  const answers = Object.entries(responses).map(([status, { description, content = {} }]) => {
    const said = (content['application/json'] ?? content['text/event-stream'])?.schema;
    return `- ${status}: ${description}${said === undefined ? '' : ` (${linkTo(said)})`}`;
  });
  return [
    `### ${method.toUpperCase()} ${path}\n`,
    `${[summary, ...facts].filter(Boolean).join(' ')}\n`,
    ...answers,
    '',
  ].join('\n');
}

function bodyText(name: string, { description, properties = {}, required = [] }: Schema): string {
  const fields = Object.entries(properties).map(([field, schema]) => {
    const said = schema.description === undefined ? '' : `. ${schema.description}`;
    const isNeeded = required.includes(field) ? '' : ', optional';
    return `- \`${field}\`: ${kindOf(schema)}${isNeeded}${said}`;
  });
  return [
    `### ${name}\n`,
    ...(description === undefined ? [] : [`${description}\n`]),
    ...fields,
    '',
  ].join('\n');
}

function kindOf(schema: Schema): string {
  if (schema.$ref !== undefined) return linkTo(schema);
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.items !== undefined) return `list of ${kindOf(schema.items)}`;
  if (schema.properties !== undefined) {
    const fields = Object.keys(schema.properties).map((field) => `\`${field}\``);
    return `object of ${fields.join(', ')}`;
  }
  const type = [schema.type ?? 'anything'].flat().join(' or ');
  const rule =
    schema.format ?? (schema.pattern === undefined ? undefined : `\`${schema.pattern}\``);
  return rule === undefined ? type : `${type} (${rule})`;
}

function linkTo({ $ref = '' }: Schema): string {
  const name = $ref.split('/').at(-1) ?? '';
  return name === '' ? 'any object' : `[${name}](#${name.toLowerCase()})`;
}

function problemsText(): string {
  const entries = Object.entries(PROBLEMS).map(
    ([type, { status, title, detail }]) => `### ${type}\n\n${status}. ${title} ${detail}\n`,
  );
  return [
    '## Problems\n',
    'As RFC 9457 has them, with the content type `application/problem+json`: `type` is the address of one of these headings, `instance` the ' +
      'number of the request, which stands in the gateway’s log too. Nothing that was sent is repeated in them. A 503 has `Retry-After`.\n',
    ...entries,
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

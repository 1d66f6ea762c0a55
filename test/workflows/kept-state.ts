import {
  childrenOf,
  everyNode,
  isNode,
  type Node,
  nameOf,
  parseFile,
} from '../planted-bugs/syntax.ts';

const CHANGING = new Set([
  ...['add', 'clear', 'copyWithin', 'delete', 'fill', 'pop', 'push', 'reverse', 'set', 'shift'],
  ...['sort', 'splice', 'unshift'],
]);
const CHANGING_FIRST = new Set(['assign', 'defineProperty', 'defineProperties', 'setPrototypeOf']);
/** Such a container is typed as one that nobody writes to, so that whoever gets it cannot either. */
const WRITABLE = /^(?:export )?const \w+ = new (?:Map|Set|WeakMap|WeakSet)\b.*$/gm;
/** Such a pattern goes on where its last `test` or `exec` stopped; `replaceAll` begins anew. */
const GOING_ON = /^const (\w+) = \/.*\/[a-z]*[gy][a-z]*;$(?=[^]*\b\1\.(?:test|exec)\()/gm;

/**
 * The places where a module keeps something from one call to the next, as texts: a variable, a static field, a
 * write to a constant of the module or to one that it imports, a global, a pattern that remembers where it was.
 */
export function keptState(name: string, text: string): readonly string[] {
  const file = parseFile(name, text);
  const statements = childrenOf(file).flatMap((one) =>
    one.type.startsWith('Export') ? childrenOf(one) : [one],
  );
  const declared = statements.filter(({ type }) => type === 'VariableDeclaration');
  const names = new Set([...declared, ...statements.filter(isImport)].flatMap(namesBound));
  const changing = declared.filter(({ fields }) => fields['kind'] !== 'const');
  const found = [...everyNode(file)].filter((node) => isWrite(node, names) || isGlobal(node));
  return [
    ...[...changing, ...found].map(({ start, end }) => text.slice(start, end)),
    ...[WRITABLE, GOING_ON].flatMap((line) => text.match(line) ?? []),
  ];
}

const isImport = ({ type }: Node): boolean => type === 'ImportDeclaration';

function namesBound(statement: Node): readonly string[] {
  return childrenOf(statement).flatMap(
    ({ fields }) => nameOf(fields['local'] ?? fields['id']) ?? [],
  );
}

function isWrite({ type, fields }: Node, names: ReadonlySet<string>): boolean {
  const isKept = (value: Node['fields'][string] | undefined): boolean => {
    const root = rootOf(value);
    return root !== undefined && names.has(root);
  };
  if (type === 'AssignmentExpression') return isKept(fields['left']);
  if (type === 'UpdateExpression') return isKept(fields['argument']);
  if (type === 'UnaryExpression')
    return fields['operator'] === 'delete' && isKept(fields['argument']);
  const { callee } = fields;
  if (type !== 'CallExpression' || !isNode(callee) || callee.type !== 'MemberExpression')
    return false;
  const method = nameOf(callee.fields['property']) ?? '';
  if (CHANGING_FIRST.has(method)) return isKept(fields['arguments']);
  return CHANGING.has(method) && isKept(callee.fields['object']);
}

/** The name at which a chain of members begins; of a list, that of its first member. */
function rootOf(value: Node['fields'][string] | undefined): string | undefined {
  if (Array.isArray(value)) return rootOf(value[0]);
  if (!isNode(value)) return undefined;
  return value.type === 'MemberExpression' ? rootOf(value.fields['object']) : nameOf(value);
}

function isGlobal(node: Node): boolean {
  return (
    nameOf(node) === 'globalThis' ||
    (node.type === 'PropertyDefinition' && node.fields['static'] === true)
  );
}

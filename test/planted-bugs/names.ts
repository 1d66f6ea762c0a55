import { childrenOf, everyNode, isNode, nameOf, nodesIn, type Node } from './syntax.ts';

/** The names of values that a file declares or imports at its top. */
export function namesAtTop(program: Node): ReadonlySet<string> {
  return new Set(childrenOf(program).flatMap(namesDeclaredBy));
}

/** The names that a piece of code declares anywhere in it. */
export function namesDeclaredIn(nodes: readonly Node[]): ReadonlySet<string> {
  const all = nodes.flatMap((node) => [...everyNode(node)]);
  return new Set(
    all.flatMap((node) => [
      ...namesDeclaredBy(node),
      ...nodesIn(node.fields['params']).flatMap(namesIn),
      ...nodesIn(node.fields['param']).flatMap(namesIn),
    ]),
  );
}

/** The names by which a piece of code calls what it uses or declares, as against names of properties. */
export function namesUsedIn(node: Node): readonly string[] {
  return usesIn(node).flatMap((use) => nameOf(use) ?? []);
}

/** Where those names stand. */
export function usesIn(node: Node): readonly Node[] {
  return nameOf(node) === undefined ? partsWithNames(node).flatMap(usesIn) : [node];
}

/** The parts of a node but for those that name a property. */
function partsWithNames(node: Node): readonly Node[] {
  const { property, key, ...others } = node.fields;
  const named = node.fields['computed'] === false ? others : { property, key, ...others };
  return Object.values(named).flatMap(nodesIn);
}

/** The names that a statement declares by itself. */
export function namesDeclaredBy(node: Node): readonly string[] {
  const { fields } = node;
  switch (node.type) {
    case 'ExportNamedDeclaration':
      return nodesIn(fields['declaration']).flatMap(namesDeclaredBy);
    case 'VariableDeclaration':
      return nodesIn(fields['declarations']).flatMap(({ fields: { id } }) =>
        nodesIn(id).flatMap(namesIn),
      );
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return nodesIn(fields['id']).flatMap(namesIn);
    case 'ImportDeclaration':
      return fields['importKind'] === 'type'
        ? []
        : nodesIn(fields['specifiers'])
            .filter((specifier) => specifier.fields['importKind'] !== 'type')
            .flatMap((specifier) => nodesIn(specifier.fields['local']).flatMap(namesIn));
    default:
      return [];
  }
}

/** The names in a parameter, or on the left of a declaration. */
function namesIn(pattern: Node): readonly string[] {
  const name = nameOf(pattern);
  if (name !== undefined) return [name];
  if (pattern.type === 'Property') return nodesIn(pattern.fields['value']).flatMap(namesIn);
  if (pattern.type === 'AssignmentPattern') return nodesIn(pattern.fields['left']).flatMap(namesIn);
  return childrenOf(pattern).filter(isNode).flatMap(namesIn);
}

/** Placeholders that stand as the name of a property, where nothing can stand for them. */
export function placeholdersAsKeys(node: Node): readonly string[] {
  return [...everyNode(node)]
    .filter(({ type, fields }) => type === 'Property' && fields['computed'] === false)
    .flatMap(({ fields }) => nameOf(fields['key']) ?? [])
    .filter((name) => name.startsWith('$'));
}

import type { Sources } from './sources.ts';
import { childrenOf, everyNode, isNode, nameOf, nodesIn, parseFile, type Node } from './syntax.ts';

/** A function, a method or a constant of the product. */
export interface Declaration {
  readonly name: string;
  readonly file: string;
  readonly program: Node;
  readonly node: Node;
}

/**
 * Whatever has a name: functions, classes and constants at the top of a file; methods and functions in
 * objects wherever they stand. With `name`, only what is called so.
 */
export function declarationsIn(sources: Sources, name = ''): readonly Declaration[] {
  return [...sources]
    .filter(([, text]) => text.includes(name))
    .flatMap(([file, text]) => {
      const program = parseFile(file, text);
      const atTop = childrenOf(program).flatMap(declaredAtTop);
      const inside = [...everyNode(program)].filter(isMethod);
      return [...atTop, ...inside].map((node) => ({ name: calledBy(node), file, program, node }));
    })
    .filter((declaration) => name === '' || declaration.name === name);
}

/** The parameters of a function, whether it is declared, a method, or the value of a constant. */
export function parametersOf({ fields }: Node): readonly Node[] {
  const { params, init, value } = fields;
  if (params !== undefined) return nodesIn(params);
  const held = init ?? value;
  return isNode(held) ? nodesIn(held.fields['params']) : [];
}

function calledBy({ fields }: Node): string {
  return nameOf(fields['id'] ?? fields['key']) ?? '';
}

function declaredAtTop(statement: Node): readonly Node[] {
  if (statement.type === 'VariableDeclaration') return childrenOf(statement);
  if (statement.type === 'ExportNamedDeclaration') {
    return nodesIn(statement.fields['declaration']).flatMap(declaredAtTop);
  }
  return [statement];
}

function isMethod({ type, fields }: Node): boolean {
  if (type === 'MethodDefinition') return true;
  return type === 'Property' && isNode(fields['value']) && 'params' in fields['value'].fields;
}

import {
  type FunctionReference,
  type MessageReference,
  type Resource,
  type SelectExpression,
  type TermReference,
  type Pattern as TextPattern,
  type VariableReference,
  Visitor,
} from '@fluent/syntax';

/** What one text of a catalogue is made of. */
export type Pattern = {
  /** The variables in the text itself, without the `$`. */
  readonly variables: readonly string[];
  /** The keys of the messages, attributes and terms in it. */
  readonly references: readonly string[];
  readonly functions: readonly string[];
  /** Each choice in it: the keys of its variants, and which of them is the default. */
  readonly choices: readonly { readonly keys: readonly string[]; readonly fallback: string }[];
};

/**
 * The texts of a catalogue by key: `message`, `message.attribute`, `-term`, `-term.attribute`; and
 * the keys that stand there more than once.
 */
export function patternsOf(resource: Resource): {
  patterns: Map<string, Pattern>;
  duplicates: string[];
} {
  const patterns = new Map<string, Pattern>();
  const duplicates: string[] = [];
  for (const entry of resource.body) {
    if (entry.type !== 'Message' && entry.type !== 'Term') continue;
    const id = entry.type === 'Term' ? `-${entry.id.name}` : entry.id.name;
    const texts: [key: string, text: TextPattern | null][] = [
      [id, entry.value],
      ...entry.attributes.map(({ id: { name }, value }): [string, TextPattern] => [
        `${id}.${name}`,
        value,
      ]),
    ];
    for (const [key, text] of texts) {
      if (text === null) continue;
      if (patterns.has(key)) duplicates.push(key);
      patterns.set(key, readPattern(text));
    }
  }
  return { patterns, duplicates };
}

function readPattern(text: TextPattern): Pattern {
  const reader = new Reader();
  reader.visit(text);
  const { variables, references, functions, choices } = reader;
  return { variables, references, functions, choices };
}

class Reader extends Visitor {
  readonly variables: string[] = [];
  readonly references: string[] = [];
  readonly functions: string[] = [];
  readonly choices: { keys: string[]; fallback: string }[] = [];

  override visitVariableReference({ id }: VariableReference): void {
    this.variables.push(id.name);
  }

  override visitMessageReference({ id, attribute }: MessageReference): void {
    this.references.push(attribute ? `${id.name}.${attribute.name}` : id.name);
  }

  override visitTermReference(node: TermReference): void {
    const { id, attribute } = node;
    this.references.push(attribute ? `-${id.name}.${attribute.name}` : `-${id.name}`);
    this.genericVisit(node);
  }

  override visitFunctionReference(node: FunctionReference): void {
    this.functions.push(node.id.name);
    this.genericVisit(node);
  }

  override visitSelectExpression(node: SelectExpression): void {
    const keys = node.variants.map(({ key }) => (key.type === 'Identifier' ? key.name : key.value));
    const fallback = keys[node.variants.findIndex((variant) => variant.default)] ?? '';
    this.choices.push({ keys, fallback });
    this.genericVisit(node);
  }
}

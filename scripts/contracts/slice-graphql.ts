/**
 * Cuts out of GitHub's GraphQL schema what the embedded one serves: the same types, fields and
 * arguments, but as GitHub declares them. Enumerations and obligatory inputs stay whole, so that
 * what the embedded schema leaves out of them can be seen.
 */
import {
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  isTypeDefinitionNode,
  Kind,
  type NamedTypeNode,
  type ObjectTypeDefinitionNode,
  parse,
  print,
  type TypeDefinitionNode,
  type TypeNode,
  visit,
} from "graphql";

type Fielded = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

const BUILT_IN = new Set(["String", "Int", "Float", "Boolean", "ID"]);

export function sliceGraphql(theirs: string, ours: string): string {
  const published = definitionsOf(theirs);
  const served = definitionsOf(ours);
  const problems: string[] = [];
  const kept = [...served.keys()].toSorted().flatMap((name) => {
    const their = published.get(name);
    const our = served.get(name);
    if (their && our && their.kind === our.kind) return [cut(their, our, served)];
    problems.push(`GitHub has no ${name} of that kind`);
    return [];
  });
  problems.push(...kept.flatMap((one) => leadingOutside(one, served)));
  if (problems.length > 0)
    throw new Error(`The served GraphQL schema is no slice of GitHub's:\n${problems.join("\n")}`);
  return `${kept.map((one) => print(one)).join("\n\n")}\n`;
}

function definitionsOf(schema: string): ReadonlyMap<string, TypeDefinitionNode> {
  const found = new Map<string, TypeDefinitionNode>();
  const bare = visit(parse(schema, { noLocation: true }), {
    Directive: () => null,
    StringValue: (_node, key) => (key === "description" ? null : undefined),
  });
  for (const one of bare.definitions) {
    if (isTypeDefinitionNode(one)) found.set(one.name.value, one);
  }
  return found;
}

function cut(
  their: TypeDefinitionNode,
  our: TypeDefinitionNode,
  served: ReadonlyMap<string, TypeDefinitionNode>,
): TypeDefinitionNode {
  function isServed(type: NamedTypeNode): boolean {
    return served.has(type.name.value);
  }
  switch (their.kind) {
    case Kind.SCALAR_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_DEFINITION:
      return their;
    case Kind.UNION_TYPE_DEFINITION:
      return { ...their, types: (their.types ?? []).filter(isServed) };
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return { ...their, fields: inputs(their.fields, our) };
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION:
      return { ...their, interfaces: (their.interfaces ?? []).filter(isServed), fields: fields(their, our) };
  }
}

function fields(their: Fielded, our: TypeDefinitionNode): FieldDefinitionNode[] {
  const wanted = new Map(fieldsOf(our).map((field) => [field.name.value, field]));
  return (their.fields ?? []).flatMap((field) => {
    const own = wanted.get(field.name.value);
    if (!own) return [];
    const names = new Set((own.arguments ?? []).map((argument) => argument.name.value));
    const kept = (field.arguments ?? []).filter((one) => names.has(one.name.value) || isObligatory(one));
    return [{ ...field, arguments: kept }];
  });
}

function inputs(
  theirs: readonly InputValueDefinitionNode[] | undefined,
  our: TypeDefinitionNode,
): InputValueDefinitionNode[] {
  const names = new Set(
    (our.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? (our.fields ?? []) : []).map((one) => one.name.value),
  );
  return (theirs ?? []).filter((one) => names.has(one.name.value) || isObligatory(one));
}

function fieldsOf(definition: TypeDefinitionNode): readonly FieldDefinitionNode[] {
  const isFielded =
    definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;
  return isFielded ? (definition.fields ?? []) : [];
}

function isObligatory({ type, defaultValue }: InputValueDefinitionNode): boolean {
  return type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
}

/** Fields whose type in GitHub's schema is none that is served. */
function leadingOutside(
  definition: TypeDefinitionNode,
  served: ReadonlyMap<string, TypeDefinitionNode>,
): readonly string[] {
  return fieldsOf(definition).flatMap((field) => {
    const name = nameOf(field.type);
    if (served.has(name) || BUILT_IN.has(name)) return [];
    return [`${definition.name.value}.${field.name.value} is a ${name} at GitHub, which is not served`];
  });
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}

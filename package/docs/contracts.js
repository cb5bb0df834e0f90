// A contract is a schema and the type inferred from it, under one name. Readers of docs/api want the type, as
// the object that it is, and its name wherever the source writes it.
import { Context, Converter, ReflectionKind, UnionType } from 'typedoc';
import ts from 'typescript';

/** @param {import('typedoc').Application} app */
export function load(app) {
  const aliases = [];
  const { getComment } = Context.prototype;
  Context.prototype.getComment = function (symbol, kind) {
    const comment = getComment.call(this, symbol, kind);
    const isObject = kind === ReflectionKind.TypeAlias && isInferredObject(this, symbol);
    if (isObject) comment?.modifierTags.add('@interface');
    return comment;
  };
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    const symbol = context.getSymbolFromReflection(reflection);
    if (!symbol) return;
    if (reflection.kind === ReflectionKind.Interface)
      reflection.comment ??= getComment.call(context, symbol, ReflectionKind.TypeAlias);
    if (reflection.kind === ReflectionKind.TypeAlias) aliases.push({ reflection, symbol, context });
  });
  app.converter.on(Converter.EVENT_CREATE_SIGNATURE, (context, signature, declaration) => {
    const written = (node) => app.converter.convertType(context, node.type);
    if (declaration?.type) signature.type = written(declaration);
    for (const [i, node] of declaration?.parameters?.entries() ?? [])
      if (node.type && signature.parameters?.[i]) signature.parameters[i].type = written(node);
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    // A schema that is exported as a type only comes as another alias of its type's name.
    for (const { reflection, symbol, context } of aliases.toReversed()) {
      const { parent, name } = reflection;
      const isSchema = parent?.children?.some(
        (other) => other !== reflection && other.name === name,
      );
      if (isSchema) project.removeReflection(reflection);
      else reflection.type = typeOf(context, symbol) ?? reflection.type;
    }
  });
}

const aliasOf = (symbol) => symbol.getDeclarations()?.find(ts.isTypeAliasDeclaration);

function isInferredObject(context, symbol) {
  const alias = aliasOf(symbol);
  if (!alias?.type.getText().includes('z.infer<')) return false;
  const type = context.checker.getTypeAtLocation(alias);
  return !type.isUnion() && !context.checker.isArrayLikeType(type);
}

/** The words of a list of words, and the types that a union of schemas names. */
function typeOf(context, symbol) {
  const alias = aliasOf(symbol);
  if (/^\(typeof \w+\)\[number\]$/.test(alias?.type.getText() ?? ''))
    return context.converter.convertType(context, context.checker.getTypeAtLocation(alias));
  const schema = symbol.getDeclarations()?.find(ts.isVariableDeclaration)?.initializer;
  const members = schema && ts.isCallExpression(schema) && schema.arguments.at(-1);
  if (!members || !ts.isArrayLiteralExpression(members)) return undefined;
  return new UnionType(
    members.elements.map((name) => {
      const member = context.checker.getSymbolAtLocation(name);
      return context.createSymbolReference(
        context.resolveAliasedSymbol(member),
        context,
        name.getText(),
      );
    }),
  );
}

// The peer that inversify's own code asks for; nothing here uses it.
import 'reflect-metadata/lite';
import { type BindToFluentSyntax, ContainerModule } from 'inversify';

declare const provides: unique symbol;

/** Names a part of the service and carries its type, which inversify's own identifiers do not. */
export type Token<T> = symbol & { readonly [provides]: T };

type TokensOf<Args extends readonly unknown[]> = { readonly [I in keyof Args]: Token<Args[I]> };

/** What a module offers to bind with: a first binding or one that replaces it. */
export type Bind = <T>(token: symbol) => BindToFluentSyntax<T>;

export function token<T>(name: string): Token<T> {
  return Symbol(name) as Token<T>;
}

/** One instance of `T` for the whole service, made from the parts named by `needs` when it is first asked for. */
export function provide<T, Args extends unknown[]>(
  bind: Bind,
  part: Token<T>,
  needs: TokensOf<Args>,
  make: (...args: Args) => T,
): void {
  const factory = make as (...args: unknown[]) => T;
  bind<T>(part)
    .toResolvedValue(factory, [...needs] as symbol[])
    .inSingletonScope();
}

/** A module that replaces one part, for tests and demonstrations. Pass it to `composeService`. */
export function override<T, Args extends unknown[]>(
  part: Token<T>,
  needs: TokensOf<Args>,
  make: (...args: Args) => T,
): ContainerModule {
  return new ContainerModule(({ rebind }) => provide(rebind, part, needs, make));
}

/** A module that shows one part to a test, when it is made. */
export function observe<T>(part: Token<T>, seen: (made: T) => void): ContainerModule {
  return new ContainerModule(({ onActivation }) =>
    onActivation<T>(part, (_context, made) => {
      seen(made);
      return made;
    }),
  );
}

/** Numbers for names, so that stories are compared by numbers. The numbers mean nothing but sameness. */
export interface Interner {
  readonly idOf: (name: string) => number;
  readonly nameOf: (id: number) => string;
}

export function createInterner(): Interner {
  const ids = new Map<string, number>();
  const names: string[] = [];
  return {
    idOf(name) {
      const known = ids.get(name);
      if (known !== undefined) return known;
      ids.set(name, names.length);
      names.push(name);
      return names.length - 1;
    },
    nameOf: (id) => names[id] ?? "",
  };
}

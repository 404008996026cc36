/** A Lua interpreter in JavaScript; it comes without types. Its functions are those of Lua's C interface. */
declare module 'fengari' {
  type State = object;
  export const lauxlib: { luaL_newstate(): State; luaL_dostring(state: State, program: Uint8Array): number };
  export const lualib: { luaL_openlibs(state: State): void };
  export const lua: { readonly LUA_OK: number; lua_tojsstring(state: State, index: number): string };
  export function to_luastring(text: string): Uint8Array;
}

/** The cookie that a browser keeps a token in: the Temporal UI can send no header of ours. */
const NAME = 'nightlatch-codec';
const HOURS_8 = 28_800;

/** The token in the cookies of a request; undefined if there is none. */
export function tokenInCookies(header: string | undefined): string | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
}

/** Has the browser keep the token for a working day, out of reach of scripts and of other sites. */
export function cookieOf(token: string, isSecure: boolean): string {
  const secure = isSecure ? '; Secure' : '';
  return `${NAME}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${HOURS_8}${secure}`;
}

/** The page on which a person gives the token. */
export const LOGIN_PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Nightlatch codec server</title>
<style>body{font:1rem system-ui;max-width:28rem;margin:4rem auto}input,button{font:inherit;padding:.4rem}</style>
<h1>Read stays in the Temporal UI</h1>
<form method="post" action="/login"><label>Token <input name="token" type="password" autocomplete="off" autofocus></label>
<button>Sign in</button></form></html>
`;

// What the build puts in: see build.mjs.
declare const VERSION: string;

declare module "*.py" {
  const text: string;
  export default text;
}

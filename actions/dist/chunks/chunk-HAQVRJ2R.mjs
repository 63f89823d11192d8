import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as r}from"./chunk-O6NIKXCU.mjs";import{a as p}from"./chunk-LBNFWCJC.mjs";import{a as e}from"./chunk-PI3V6XJK.mjs";import{f as o}from"./chunk-LOMD7E36.mjs";function f(t){return{ssm:o(t),bucket:r(t),datasync:p(t),outputs:e(t)}}export{f as a};

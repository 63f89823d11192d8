import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as r}from"./chunk-B4COFSM4.mjs";import{a as p}from"./chunk-KBUPJBFC.mjs";import{a as e}from"./chunk-XYLDMOKH.mjs";import{f as o}from"./chunk-PTRLJ55U.mjs";function f(t){return{ssm:o(t),bucket:r(t),datasync:p(t),outputs:e(t)}}export{f as a};

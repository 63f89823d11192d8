import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as t}from"./chunk-CUK263KO.mjs";import{a as p}from"./chunk-XBT6VGYO.mjs";import{a as e}from"./chunk-36BTTSND.mjs";import{f as o}from"./chunk-BF3G7P4Z.mjs";function f(r){return{ssm:o(r),bucket:t(r),datasync:p(r),outputs:e(r)}}export{f as a};

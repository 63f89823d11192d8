import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{g as n}from"./chunk-2NL4KBNF.mjs";import{d as o}from"./chunk-FFD3OCQI.mjs";function c(t){let{datasync:a,storageRegion:e}=t.runbook;return n(o(t,e),a.task)}export{c as a};

import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as r}from"./chunk-NB2H7XWU.mjs";import{b as t}from"./chunk-7BTD3KBF.mjs";function p(o){return t(r(o,o.runbook.application.region))}export{p as a};

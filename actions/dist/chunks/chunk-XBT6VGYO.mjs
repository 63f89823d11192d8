import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{q as n}from"./chunk-ZL3HEKLV.mjs";import{d as o}from"./chunk-AO57MNBL.mjs";function c(t){let{datasync:a,storageRegion:r}=t.runbook;return n(o(t,r),a.task)}export{c as a};

import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{q as n}from"./chunk-BJL3OWMS.mjs";import{d as o}from"./chunk-2WZ6DTYY.mjs";function c(t){let{datasync:a,storageRegion:r}=t.runbook;return n(o(t,r),a.task)}export{c as a};

import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{g as n}from"./chunk-FXJ2BNK3.mjs";import{d as o}from"./chunk-EMGXVUV7.mjs";function c(t){let{datasync:a,storageRegion:r}=t.runbook;return n(o(t,r),a.task)}export{c as a};

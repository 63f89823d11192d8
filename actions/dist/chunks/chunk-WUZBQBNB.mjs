import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{g as n}from"./chunk-6ZIFVH6F.mjs";import{d as o}from"./chunk-VHUB72RG.mjs";function c(t){let{datasync:a,storageRegion:e}=t.runbook;return n(o(t,e),a.task)}export{c as a};

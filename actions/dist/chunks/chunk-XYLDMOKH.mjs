import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as o}from"./chunk-HSEHFRDJ.mjs";import{d as e}from"./chunk-2WZ6DTYY.mjs";function i(t){let{account:n,evidence:r,storageRegion:p}=t.runbook;return o(e(t,p),r.bucket,n)}export{i as a};

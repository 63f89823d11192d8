import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as t,e,f as m,s as o}from"./chunk-IWO76NOB.mjs";var r=class extends t(e,m,"ListObjectsV2",o){};export{r as a};

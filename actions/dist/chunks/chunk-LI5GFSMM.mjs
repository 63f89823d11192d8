import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);
import{a as e,b as t,g as m,o}from"./chunk-GURNFDEK.mjs";var r=class extends e(t,m,"GetObject",o){};export{r as a};
